import { expect, test } from 'vitest';
import { planIntake } from '../../src/domain/plan-intake.ts';
import { aBatch, accepted } from '../../testing/builders.ts';

const parts = { prices: { image: 2, video: 5 }, newId: () => 'id', now: new Date('2026-11-15T12:00:00Z') };
const none = { current: new Map(), adoptable: new Map(), former: new Map(), moved: new Map() };
const known = { ...none, renamePossible: new Set<string>() };

test('a file without data rows left says when the next sync adds it, and where the limit is raised', () => {
  const batch = aBatch({ organizationId: 'o', datasetId: 'd', accepted: [accepted('a.jpg')] });
  const { skipped } = planIntake(batch, batch.accepted, known, 1, parts);
  expect(skipped).toMatchObject([{ objectKey: 'a.jpg', reason: 'QUOTA_EXCEEDED' }]);
  expect(skipped[0]!.detail).toMatch(/it needs 2.*after the 1st of the month, 00:00 UTC, .*raised under Billing$/);
});
