import { AppError } from '@bucket-sync/shared/errors';
import { expect, test } from 'vitest';
import type { RunLedger } from '../../src/domain/ports.ts';
import { endRunOn } from '../../src/usecases/end-run-on.ts';

/** The failure of the run, or the error that was thrown on. */
async function endedOn(error: unknown): Promise<unknown> {
  let failure: unknown = null;
  const ledger = {
    fail: async (_runId: string, of: unknown) => {
      failure = of;
    },
  } as unknown as RunLedger;
  return endRunOn(ledger, 'run', error).then(
    () => failure,
    (thrown) => thrown,
  );
}

test('an error that the customer has to fix ends the run in the words of its cause', async () => {
  expect(await endedOn(new AppError('LIST_DENIED', { bucket: 'photos' }))).toMatchObject({
    code: 'LIST_DENIED',
    message: 'The role may not list the bucket photos under its prefix',
  });
  const broken = new AppError('CONNECTION_NOT_HEALTHY', { cause: 'EXTERNAL_ID_NOT_REQUIRED' });
  expect(await endedOn(broken)).toEqual({
    code: 'EXTERNAL_ID_NOT_REQUIRED',
    message: 'The role can be assumed without its external ID. The health of the connection says what to do.',
  });
});

test('a passing error, an error of ours and an unknown error are thrown on', async () => {
  for (const error of [new AppError('THROTTLED'), new AppError('PLATFORM_CREDENTIALS'), new Error('a bug')]) {
    expect(await endedOn(error)).toBe(error);
  }
});
