import { expect, test } from 'vitest';
import { planIntake } from '../../src/domain/intake.ts';
import { aBatch, accepted } from '../../testing/builders.ts';

test('a file that no data row is left for says when it is taken up, and where the limit is raised', () => {
  const parts = { prices: { image: 2, video: 5 }, makeId: () => 'id' };
  const { skipped } = planIntake(
    aBatch({ organizationId: 'o', datasetId: 'd', accepted: [accepted('a.jpg')] }),
    new Map(),
    1,
    parts,
  );
  expect(skipped).toMatchObject([{ objectKey: 'a.jpg', reason: 'QUOTA_EXCEEDED' }]);
  expect(skipped[0]!.detail).toMatch(/it needs 2.*after the 1st of the month, 00:00 UTC, .*raised under Billing$/);
});
