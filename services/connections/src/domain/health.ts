import type { HealthCause } from '@bucket-sync/shared/contracts';
import type { Denial } from './aws/diagnosis/denial.ts';

/** The probes of a check, in the order they run. */
export const PROBE_NAMES = [
  'ASSUME_ROLE',
  'EXTERNAL_ID_REQUIRED',
  'BUCKET_REGION',
  'LIST_OBJECTS',
  'READ_OBJECT',
  'READ_ATTRIBUTES',
  'CORS',
] as const;
export type ProbeName = (typeof PROBE_NAMES)[number];

/** UNDECIDED: AWS's answer decides nothing. It never counts as PASS. */
export type ProbeVerdict = 'PASS' | 'FAIL' | 'WARN' | 'SKIP' | 'UNDECIDED';

export interface Probe {
  readonly name: ProbeName;
  readonly verdict: ProbeVerdict;
  /** What AWS answered: error code and request id; no secrets. */
  readonly evidence: string | null;
  readonly durationMs: number;
}

/** What the probes found beside their verdicts; remedies name it. */
export interface Findings {
  /** The region of the bucket, where AWS names it. */
  readonly actualRegion?: string;
  /** The object that could not be read. */
  readonly deniedKey?: string;
  readonly kmsKeyArn?: string;
  /** S3's code where it says more than AccessDenied: KMS.DisabledException, AccountProblem, InvalidRequest. */
  readonly awsCode?: string;
  /** Why a file cannot be read although the role may read it: SSE-C, or a refusal that we do not know. */
  readonly unreadable?: 'CUSTOMER_KEY' | 'UNKNOWN';
  /** Which policy refused, where AWS says so. */
  readonly denial?: Denial;
  /** What WARN probes found. */
  readonly warnings?: readonly HealthWarning[];
}

/** What leaves a connection healthy but needs a sentence. SOME_UNAVAILABLE: AWS fails to deliver single files. */
export type HealthWarning =
  | 'EMPTY'
  | 'SOME_ARCHIVED'
  | 'SOME_READ_DENIED'
  | 'SOME_KMS_DENIED'
  | 'SOME_UNREADABLE'
  | 'SOME_UNAVAILABLE';

/** The outcome of one check. */
export interface CheckResult {
  readonly indicator: 'GREEN_HEART' | 'BROKEN_HEART';
  /** The cause to fix first; null on a green heart. */
  readonly cause: HealthCause | null;
  readonly probes: readonly Probe[];
  readonly findings: Findings;
}

export type Health =
  | { readonly indicator: 'UNCHECKED' }
  | (CheckResult & { readonly id: string; readonly checkedAt: Date });

export const UNCHECKED: Health = { indicator: 'UNCHECKED' };
