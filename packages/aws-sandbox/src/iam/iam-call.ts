import type { QueryCall } from '../callers/query-call.ts';
import type { Account } from '../state/account.ts';
import type { SandboxState } from '../state/settings.ts';

/** A call to IAM; it always concerns the caller's own account. */
export interface IamCall extends QueryCall {
  account: Account;
  state: SandboxState;
  nowMs: number;
  delayMs: number;
}

/** An operation of IAM, and the resource for which policies are evaluated. */
export interface IamOperation {
  resource(call: IamCall): string;
  /** @returns the XML inside the result element; undefined for an operation without a result */
  run(call: IamCall): string | undefined;
}

export function accountArn(call: IamCall, rest: string): string {
  return `arn:aws:iam::${call.account.accountId}:${rest}`;
}
