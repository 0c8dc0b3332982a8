/** Which requests a fault is for; what is left out fits every request. */
export interface FaultMatch {
  service?: 's3' | 'sts' | 'iam';
  /** `GetObject`, `ListObjectsV2`, `AssumeRole`, … */
  operation?: string;
  bucket?: string;
  keyPrefix?: string;
  /** The beginning of the access key id: `ASIA` stands for every session. */
  accessKeyIdPrefix?: string;
  region?: string;
}

/** What goes wrong. */
export type FaultEffect =
  /** SlowDown (S3, 503) or Throttling (STS, IAM, 400). */
  | { kind: 'throttle' }
  | { kind: 'internal-error' }
  | { kind: 'expired-token' }
  /** Any other answer of AWS's. */
  | { kind: 'error'; status: number; code: string; message: string }
  /** The connection is cut without an answer. */
  | { kind: 'reset' }
  /** The answer comes after `delayMs`, which may be longer than any patience. */
  | { kind: 'delay' }
  /** A proxy's page instead of AWS's answer. */
  | { kind: 'html'; status?: number }
  /** The connection is cut in the middle of the body, of which half was promised and not sent. */
  | { kind: 'truncate' };

export interface Fault {
  match?: FaultMatch;
  effect: FaultEffect;
  /** How many requests it hits; absent: until it is cleared. */
  times?: number;
  /** Wait this long before, with any effect. */
  delayMs?: number;
}

/** A request as faults and counters see it. */
export interface RequestFacts {
  service: string;
  operation: string;
  region: string;
  bucket: string;
  key: string;
  accessKeyId: string;
}
