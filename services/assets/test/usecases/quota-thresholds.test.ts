import { beforeEach, expect, test } from 'vitest';
import { aBatch, accepted, keys } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();

beforeEach(() => {
  world.clock.now = new Date('2026-11-15T12:00:00Z');
});

const add = (own: { organizationId: string; datasetId: string }, count: number, folder: string) =>
  world.ingest(aBatch({ ...own, accepted: keys(count, folder).map((each) => accepted(each)) }));

const thresholds = async (organizationId: string) =>
  (await world.publicEvents(organizationId))
    .filter(({ type }) => type === 'bucketsync.quota.threshold-reached.v1')
    .map(({ data: { month, percent, used, limit } }) => `${month}: ${percent} % (${used} of ${limit})`);

test('80, 95 and 100 percent of the data rows are announced once for each month and limit', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 20 });
  await add(own, 15, 'a');
  expect(await thresholds(own.organizationId)).toEqual([]);
  for (const folder of ['b', 'c', 'd', 'e', 'f', 'g']) await add(own, 1, folder);
  const november = ['2026-11: 80 % (16 of 20)', '2026-11: 95 % (19 of 20)', '2026-11: 100 % (20 of 20)'];
  expect(await thresholds(own.organizationId)).toEqual(november);
  await world.setLimit(own.organizationId, 25);
  await add(own, 1, 'h');
  await add(own, 1, 'i');
  const raised = [...november, '2026-11: 80 % (21 of 25)'];
  expect(await thresholds(own.organizationId)).toEqual(raised);
  world.clock.now = new Date('2026-12-01T00:00:00Z');
  await add(own, 20, 'j');
  expect(await thresholds(own.organizationId)).toEqual([...raised, '2026-12: 80 % (20 of 25)']);
});

test('one batch that passes several thresholds announces each of them', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 3 });
  await add(own, 5, 'a');
  expect(await thresholds(own.organizationId)).toEqual([
    '2026-11: 80 % (3 of 3)',
    '2026-11: 95 % (3 of 3)',
    '2026-11: 100 % (3 of 3)',
  ]);
});
