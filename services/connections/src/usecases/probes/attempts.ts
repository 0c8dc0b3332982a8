import type { AwsAnswer, AwsOutcome } from '../../domain/aws/diagnosis/aws-answer.ts';
import { type Diagnosis, diagnose, type Step } from '../../domain/aws/diagnosis/diagnose.ts';
import type { Clock } from '../../domain/ports.ts';
import type { BucketSession } from '../../domain/session.ts';

/** The interval between retries while IAM rules settle. */
const SETTLE_PAUSE_MS = 2_000;

export type RefusedAttempt = { ok: false; answer: AwsAnswer; diagnosis: Diagnosis };
export type Attempt<T> = { ok: true; value: T } | RefusedAttempt;

/** Makes the requests of one check, and retries those that can succeed later. */
export interface Attempts {
  /**
   * @param isMoot  called at an AccessDenied: true ends the wait at once, because the result is no longer needed
   */
  make<T>(step: Step, call: () => Promise<AwsOutcome<T>>, isMoot?: () => Promise<boolean>): Promise<Attempt<T>>;
}

/**
 * @param settleMs  how long an AccessDenied may still be an IAM rule that is not visible yet, counted from now for the
 *   whole check
 * @param renew     makes a new session; called once in a check
 */
export function createAttempts(options: {
  clock: Clock;
  settleMs: number;
  renew: () => Promise<AwsOutcome<BucketSession>>;
}): Attempts {
  const { clock, settleMs, renew } = options;
  const settledAt = clock.now().getTime() + settleMs;
  let renewed = false;
  return {
    async make(step, call, isMoot) {
      for (;;) {
        const outcome = await call();
        if (outcome.ok) return outcome;
        const diagnosis = diagnose(step, outcome.answer);
        const refused: RefusedAttempt = { ok: false, answer: outcome.answer, diagnosis };
        if (diagnosis.retry === 'RENEW' && step !== 'ASSUME_ROLE' && !renewed) {
          renewed = true;
          if ((await renew()).ok) continue;
          return refused;
        }
        const left = settledAt - clock.now().getTime();
        if (diagnosis.retry !== 'SETTLE' || left <= 0) return refused;
        if (await isMoot?.()) return refused;
        await clock.wait(Math.min(SETTLE_PAUSE_MS, left));
      }
    },
  };
}
