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

/** UNDECIDED: AWS's answer decides nothing, and never counts as PASS. */
export type ProbeVerdict = 'PASS' | 'FAIL' | 'WARN' | 'SKIP' | 'UNDECIDED';

export interface Probe {
  readonly name: ProbeName;
  readonly verdict: ProbeVerdict;
  /** AWS's answer: error code and request id, without secrets. */
  readonly evidence: string | null;
  readonly durationMs: number;
}

/** Details that the probes found beside their verdicts. Remedies name them. */
export interface Findings {
  /** The region of the bucket, when AWS names it. */
  readonly actualRegion?: string;
  /** The object that could not be read. */
  readonly deniedKey?: string;
  readonly kmsKeyArn?: string;
  /** S3's code when it is more precise than AccessDenied: KMS.DisabledException, AccountProblem, InvalidRequest. */
  readonly awsCode?: string;
  /** Why a file cannot be read although the role may read it: SSE-C, or an unknown refusal. */
  readonly unreadable?: 'CUSTOMER_KEY' | 'UNKNOWN';
  /** The policy that refused, when AWS names it. */
  readonly denial?: Denial;
  /** The run that failed on the cause. Absent: the probes found it. */
  readonly runId?: string;
  /** The findings of WARN probes. */
  readonly warnings?: readonly HealthWarning[];
}

/** Warnings of a healthy connection. SOME_UNAVAILABLE: AWS fails to deliver single files. */
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
  /** The cause to fix first; null when healthy. */
  readonly cause: HealthCause | null;
  readonly probes: readonly Probe[];
  readonly findings: Findings;
}

export type Health =
  | { readonly indicator: 'UNCHECKED' }
  | (CheckResult & { readonly id: string; readonly checkedAt: Date });

export const UNCHECKED: Health = { indicator: 'UNCHECKED' };
