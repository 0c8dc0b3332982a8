import { connectionUpdated } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { createKafka, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, problemOf, shown, wizardOf } from './support/wizard.ts';
import { DATASET_ID, startWorld, type World } from './support/world.ts';

let world: World;
let kafka: KafkaDoor;
const updates: { connectionId: string }[] = [];
beforeAll(async () => {
  world = await startWorld({ env: { MAX_CONNECTIONS_PER_ORGANIZATION: '4' } });
  kafka = await createKafka({ brokers: kafkaBrokers(), source: 'a-consumer', log: silentLog() });
  const note = async (data: { connectionId: string }) => void updates.push(data);
  const handlers = [handle(connectionUpdated, note)];
  await kafka.consume({ groupId: `patterns-${process.pid}`, from: 'NEW', concurrency: 1, handlers });
});
afterAll(async () => {
  await kafka.stop();
  await world.stop();
});

const updatesOf = (id: string) => updates.filter(({ connectionId }) => connectionId === id);

type Member = ReturnType<World['as']>;

interface ShownPatterns {
  name: string;
  includePatterns: string[];
  excludePatterns: string[];
  overlaps: { name: string }[];
  setup: { notices: string[] };
}

async function show(member: Member, id: string): Promise<ShownPatterns> {
  const { bucketConnection } = await member.ask<{ bucketConnection: ShownPatterns }>(
    'query($id: ID!) { bucketConnection(id: $id) { name includePatterns excludePatterns overlaps { name } setup ' +
      '{ notices } } }',
    { id },
  );
  return bucketConnection;
}

/** The patterns that sync reads at the start of a run. */
async function sessionPatterns({ organizationId }: Member, connectionId: string) {
  const service = world.as(organizationId, 'SERVICE');
  const { bucketSession } = await service.ask<{ bucketSession: unknown }>(
    'query($id: ID!, $runId: ID) { bucketSession(connectionId: $id, runId: $runId) { includePatterns ' +
      'excludePatterns } }',
    { id: connectionId, runId: newId() },
  );
  return bucketSession;
}

test('patterns are stored, shown and passed to sync, and can change after the first sync', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  expect(await show(member, id)).toMatchObject({ includePatterns: [], excludePatterns: [] });
  expect(await sessionPatterns(member, id)).toEqual({ includePatterns: [], excludePatterns: [] });
  const wizard = wizardOf(member);
  const updated = await wizard.update(id, { includePatterns: ['**/*.jpg', '**/*.jpg'], excludePatterns: ['raw/**'] });
  expect(shown(updated).health.indicator).toBe('GREEN_HEART');
  const patterns = { includePatterns: ['**/*.jpg'], excludePatterns: ['raw/**'] };
  expect(await show(member, id)).toMatchObject(patterns);
  expect(await sessionPatterns(member, id)).toEqual(patterns);
  const announced = { ...patterns, connectionId: id, prefix: 'train/', datasetId: DATASET_ID };
  await eventually(() => expect(updatesOf(id)).toMatchObject([announced]));
  await wizard.update(id, { includePatterns: [] });
  expect(await show(member, id)).toMatchObject({ includePatterns: [], excludePatterns: ['raw/**'] });
});

test('a correction is announced only when it changes a value', async () => {
  const member = world.as();
  const { id, name } = await connect(world, member);
  await wizardOf(member).update(id, { name, includePatterns: [], region: 'us-east-1' });
  await wizardOf(member).update(id, { name: 'Renamed' });
  await eventually(() => expect(updatesOf(id)).toMatchObject([{ name: 'Renamed' }]));
});

const WRONG: [string, Record<string, unknown>, string, RegExp][] = [
  ['an unclosed brace', { includePatterns: ['{a,b'] }, 'includePatterns', /opens a brace/],
  ['an empty pattern', { excludePatterns: [''] }, 'excludePatterns', /empty/],
  ['a pattern of 257 characters', { excludePatterns: ['x'.repeat(257)] }, 'excludePatterns', /256 are allowed/],
  [
    'patterns that stand for 1,100',
    { includePatterns: Array.from({ length: 11 }, (_, n) => `${n}{${'a,'.repeat(9)}b}{${'c,'.repeat(9)}d}`) },
    'includePatterns',
    /more than 1,000/,
  ],
  ['51 patterns', { includePatterns: Array(51).fill('a') }, 'includePatterns', /51 patterns; 50 are allowed/],
];

test.each(WRONG)('%s is a Problem that names the field, at creation and at change', async (_, input, field, says) => {
  const member = world.as();
  const wizard = wizardOf(member);
  const bucketName = 'some-bucket-of-theirs';
  const problem = problemOf(await wizard.create({ bucketName, ...input }));
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field });
  expect(problem.message).toMatch(says);
  const { id } = shown(await wizard.create({ bucketName }));
  expect(problemOf(await wizard.update(id, input))).toEqual(problem);
  expect(await show(member, id)).toMatchObject({ includePatterns: [], excludePatterns: [] });
});

test('a pattern that matches only one folder has a notice', async () => {
  const member = world.as();
  const { id } = shown(await wizardOf(member).create({ bucketName: 'some-bucket', includePatterns: ['*.jpg'] }));
  expect((await show(member, id)).setup.notices.join()).toContain('write "**/*.jpg"');
});

test('connections of one dataset with common keys name each other in a notice', async () => {
  const member = world.as();
  const wizard = wizardOf(member);
  const bucketName = 'shared-bucket';
  const create = (name: string, prefix: string) => wizard.create({ bucketName, name, prefix }).then(shown);
  const whole = await create('whole', '');
  const train = await create('train', 'train/');
  const test = await create('test', 'test/');
  const namesOf = async (id: string) => (await show(member, id)).overlaps.map(({ name }) => name).sort();
  expect(await namesOf(whole.id)).toEqual(['test', 'train']);
  expect(await namesOf(train.id)).toEqual(['whole']);
  expect(await namesOf(test.id)).toEqual(['whole']);
  expect(train.setup.notices.join()).toMatch(/"whole" of this dataset also reads s3:\/\/shared-bucket\/train\//);
  await wizard.update(whole.id, { prefix: 'val/' });
  expect(await namesOf(train.id)).toEqual([]);
});

test('connections of other datasets, buckets and organizations do not overlap', async () => {
  const member = world.as();
  const other = world.as();
  const otherDataset = newId();
  world.standings.set(member.organizationId, { plan: 'PAID', remaining: 9, datasetIds: [DATASET_ID, otherDataset] });
  const { id } = shown(await wizardOf(member).create({ bucketName: 'one-bucket' }));
  await wizardOf(member).create({ bucketName: 'other-bucket' });
  await wizardOf(member).create({ bucketName: 'one-bucket', datasetId: otherDataset });
  await wizardOf(other).create({ bucketName: 'one-bucket' });
  expect((await show(member, id)).overlaps).toEqual([]);
});

test('an organization never exceeds its limit of connections, even with simultaneous creations', async () => {
  const member = world.as();
  const wizard = wizardOf(member);
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, at) => wizard.create({ bucketName: `bucket-number-${at}` })),
  );
  const created = outcomes.filter((outcome) => outcome.__typename === 'BucketConnection');
  expect(created).toHaveLength(4);
  const problem = problemOf(outcomes.find((outcome) => outcome.__typename === 'Problem')!);
  expect(problem).toMatchObject({ code: 'NOT_ALLOWED_NOW', field: null });
  expect(problem.message).toMatch(/has 4 connections, which is the limit/);
  await member.ask('mutation($id: ID!) { removeBucketConnection(id: $id) { __typename } }', { id: created[0]!.id });
  expect((await wizard.create({ bucketName: 'one-more-bucket' })).__typename).toBe('BucketConnection');
});
