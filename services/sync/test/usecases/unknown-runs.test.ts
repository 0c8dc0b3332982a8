import type { Caller } from '@bucket-sync/shared/auth';
import { expect, test } from 'vitest';
import { cancelSync } from '../../src/usecases/cancel-sync.ts';
import { decideRemovals } from '../../src/usecases/decide-removals.ts';
import { openLedger } from '../support/ledger.ts';

const { ledger, startedRun } = await openLedger();

const TEXTS = ['', 'run-1', '1', '{019ab000-0000-7000-8000-000000000000}', '019ab000-0000-7000-8000-000000000000\n'];

test.each(TEXTS)('a run id that is no id is NOT_FOUND for every decision: %j', async (runId) => {
  const caller: Caller = { subject: 'anna', organizationId: 'acme', role: 'EDITOR' };
  const unknown = { code: 'NOT_FOUND', field: 'runId' };
  expect(await cancelSync(ledger, caller, runId)).toMatchObject(unknown);
  expect(await decideRemovals(ledger, caller, runId, 'REMOVE')).toMatchObject(unknown);
});

test('an id in capital letters is the same id', async () => {
  const { organizationId, id } = await startedRun();
  const caller: Caller = { subject: 'anna', organizationId, role: 'EDITOR' };
  expect(await cancelSync(ledger, caller, id.toUpperCase())).toMatchObject({ id, state: 'CANCELLED' });
});
