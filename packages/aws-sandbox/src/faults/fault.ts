/** Which requests a fault hits; an absent field matches every request. */
export interface FaultMatch {
  service?: 's3' | 'sts' | 'iam';
  /** `GetObject`, `ListObjectsV2`, `AssumeRole`, … */
  operation?: string;
  bucket?: string;
  /** One object, by its whole key. */
  key?: string;
  keyPrefix?: string;
  /** The start of the access key id: `ASIA` matches every session. */
  accessKeyIdPrefix?: string;
  region?: string;
}

/** What the caller sees instead of the right answer. */
export type FaultEffect =
  /** SlowDown (S3, 503) or Throttling (STS, IAM, 400). */
  | { kind: 'throttle' }
  | { kind: 'internal-error' }
  | { kind: 'expired-token' }
  /** An AWS error with this status, code and message. */
  | { kind: 'error'; status: number; code: string; message: string }
  /** The connection is reset without an answer. */
  | { kind: 'reset' }
  /** The right answer, after `delayMs`. */
  | { kind: 'delay' }
  /** No answer: the connection stays open until the caller closes it. */
  | { kind: 'hang' }
  /** A proxy's sign-in page instead of AWS's answer. */
  | { kind: 'html'; status?: number }
  /** The headers promise the whole body; half of it is sent, and the connection is closed. */
  | { kind: 'truncate' }
  /** Like `truncate`, but the connection is reset (TCP RST). */
  | { kind: 'reset-in-body' }
  /** The headers promise the whole body; half of it is sent, and the connection stays open. */
  | { kind: 'hang-in-body' }
  /** A complete answer with half of the body: the length in its headers is that of the half. */
  | { kind: 'short-body' };

export interface Fault {
  match?: FaultMatch;
  effect: FaultEffect;
  /** How many requests it hits; absent: every request until it is cleared. */
  times?: number;
  /** Milliseconds to wait before the effect. */
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
