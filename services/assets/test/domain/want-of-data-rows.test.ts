import { expect, test } from 'vitest';
import { planIntake } from '../../src/domain/intake.ts';
import { aBatch, accepted } from '../support/builders.ts';

test('a file that no data row is left for says when it is taken up, and where the limit is raised', () => {
  const parts = { prices: { image: 2, video: 5 }, makeId: () => 'id' };
  const { leftOut } = planIntake(
    aBatch({ organizationId: 'o', datasetId: 'd', accepted: [accepted('a.jpg')] }),
    new Map(),
    1,
    parts,
  );
  expect(leftOut).toMatchObject([{ objectKey: 'a.jpg', reason: 'QUOTA_EXCEEDED' }]);
  expect(leftOut[0]!.detail).toMatch(/it needs 2.*after the 1st of the month, 00:00 UTC, .*raised under Billing$/);
});
