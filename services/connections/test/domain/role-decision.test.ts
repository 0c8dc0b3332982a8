import type { HealthCause } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import type { CheckResult } from '../../src/domain/health.ts';
import { decideRole } from '../../src/domain/role-decision.ts';

const ROLE = 'arn:aws:iam::111122223333:role/tried';
const OTHER = 'arn:aws:iam::111122223333:role/other';

function found(cause: HealthCause | null, verified: boolean): CheckResult {
  const verdict = verified ? 'PASS' : 'FAIL';
  return {
    indicator: cause ? 'BROKEN_HEART' : 'GREEN_HEART',
    cause,
    probes: [{ name: 'EXTERNAL_ID_REQUIRED', verdict, evidence: null, durationMs: 1 }],
    findings: {},
  };
}
const verified = (cause: HealthCause | null) => found(cause, true);
const open = found('EXTERNAL_ID_NOT_REQUIRED', false);

const DECISIONS: [string, string | null, 'verified' | 'unverified', boolean, CheckResult, string][] = [
  ['a first role that was verified', null, 'unverified', true, verified(null), 'STORE'],
  ['a first role that was verified but lists nothing', null, 'unverified', true, verified('LIST_DENIED'), 'STORE'],
  ['a first role that cannot be assumed yet', null, 'unverified', true, found('ROLE_NOT_ASSUMABLE', false), 'STORE'],
  ['a first role while AWS is away', null, 'unverified', true, found('AWS_UNAVAILABLE', false), 'FORGET'],
  ['a first role that is open', null, 'unverified', true, open, 'FORGET'],
  ['an open role in place of another', OTHER, 'verified', true, open, 'REJECT'],
  ['a role in place of another while AWS is away', OTHER, 'verified', true, found('AWS_UNAVAILABLE', false), 'REJECT'],
  ['a verified role in place of another', OTHER, 'verified', true, verified(null), 'STORE'],
  ['a role that turns out open before it was verified', ROLE, 'unverified', false, open, 'FORGET'],
  ['a verified role that becomes open', ROLE, 'verified', false, open, 'KEEP'],
  ['a verified role that becomes open and is entered again', ROLE, 'verified', true, open, 'KEEP'],
  ['a role that cannot be assumed any more', ROLE, 'verified', false, found('ROLE_NOT_ASSUMABLE', false), 'KEEP'],
];

test.each(DECISIONS)('%s: %s', (_, roleArn, before, isSubmitted, result, decision) => {
  const roleVerifiedAt = before === 'verified' ? new Date() : null;
  expect(decideRole({ roleArn, roleVerifiedAt }, { roleArn: ROLE, isSubmitted }, result).decision).toBe(decision);
});
