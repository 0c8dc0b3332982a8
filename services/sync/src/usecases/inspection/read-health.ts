import { perConnection } from '../../domain/per-connection.ts';
import type { BucketReader, BucketTarget, ReadableObject } from '../../domain/ports.ts';

/** After this many different objects fail in a row without a success, all reads may be failing. */
const SUSPECT_AFTER = 8;
/** A success counts for this long. A failed probe is not repeated within this time. */
const EVIDENCE_MS = 5_000;
const PROBE_MS = 3_000;
const TRIALS_A_WINDOW = 16;
/** Many reads hang after this many, until none hangs for a while: longer than the longest pause between two rounds. */
const MANY_HANG = 16;
const HANG_COUNTS_MS = 30_000;

interface Evidence {
  succeededAt: number;
  /** The first failure since the last success. */
  firstFailureAt: number;
  probedAt: number;
  /** Failed since the last success. */
  failedKeys: Set<string>;
  probing: Promise<boolean> | null;
  trials: { since: number; count: number };
  hangs: { lastAt: number; count: number };
}

/**
 * A few reads are allowed during an outage to detect its end: 16 a second at first, and 16 in 15 s after a minute. They
 * also find readable objects in a bucket whose first keys all fail.
 */
function takeTrial({ trials, succeededAt, firstFailureAt }: Evidence, now: number): boolean {
  const outageMs = now - Math.max(succeededAt, firstFailureAt);
  const windowMs = Math.min(15_000, Math.max(1_000, outageMs / 4));
  if (now - trials.since >= windowMs) Object.assign(trials, { since: now, count: 0 });
  trials.count += 1;
  return trials.count <= TRIALS_A_WINDOW;
}

/** Decides whether AWS fails for single objects or for all reads of a connection. */
export interface ReadHealth {
  succeeded(target: BucketTarget): void;
  failed(target: BucketTarget, key: string): void;
  /** A read got no complete answer in time. */
  hangs(target: BucketTarget): void;
  /** True when many reads of the connection hung a moment ago. */
  manyHang(target: BucketTarget): boolean;
  /** False while all reads of the connection fail. */
  mayRead(target: BucketTarget): true | Promise<boolean>;
  /** True when another object of the connection was read successfully a moment ago. */
  canReadOthers(target: BucketTarget): Promise<boolean>;
}

/**
 * Tracks for each connection whether reads succeed. If it is uncertain, it reads a byte of objects that were read
 * before. An object is skipped for its failures only while another object can be read.
 *
 * @param sampleKnown  a few objects of the connection that have a settled verdict
 */
export function createReadHealth(parts: {
  sampleKnown: (target: BucketTarget) => Promise<ReadableObject[]>;
  reader: BucketReader;
  now?: () => number;
}): ReadHealth {
  const { sampleKnown, reader, now = Date.now } = parts;
  const evidences = perConnection<Evidence>({
    make: () => ({
      succeededAt: 0,
      firstFailureAt: 0,
      probedAt: 0,
      failedKeys: new Set(),
      probing: null,
      trials: { since: 0, count: 0 },
      hangs: { lastAt: 0, count: 0 },
    }),
    isInUse: ({ probing }) => probing !== null,
    now,
  });

  const isRecent = ({ lastAt }: Evidence['hangs']) => now() - lastAt < HANG_COUNTS_MS;

  const succeeded = (target: BucketTarget) => {
    const evidence = evidences.of(target);
    evidence.succeededAt = now();
    // To clear an empty Set allocates as much as to fill it.
    if (evidence.failedKeys.size > 0) evidence.failedKeys.clear();
  };

  const probe = async (target: BucketTarget): Promise<boolean> => {
    const signal = AbortSignal.timeout(PROBE_MS);
    const reads = (await sampleKnown(target)).map((object) => reader.rangesOf(target, object, { signal }).read(0, 1));
    return Promise.any(reads).then(
      () => true,
      () => false,
    );
  };

  const canReadOthers = async (target: BucketTarget): Promise<boolean> => {
    const evidence = evidences.of(target);
    if (now() - evidence.succeededAt < EVIDENCE_MS) return true;
    if (evidence.probing) return evidence.probing;
    if (now() - evidence.probedAt < EVIDENCE_MS) return false;
    evidence.probing = probe(target);
    try {
      const isReadable = await evidence.probing;
      if (isReadable) succeeded(target);
      return isReadable;
    } finally {
      evidence.probedAt = now();
      evidence.probing = null;
    }
  };

  return {
    succeeded,
    failed(target, key) {
      const evidence = evidences.of(target);
      if (evidence.failedKeys.size === 0) evidence.firstFailureAt = now();
      if (evidence.failedKeys.size < SUSPECT_AFTER) evidence.failedKeys.add(key);
    },
    hangs(target) {
      const { hangs } = evidences.of(target);
      hangs.count = isRecent(hangs) ? hangs.count + 1 : 1;
      hangs.lastAt = now();
    },
    manyHang(target) {
      const { hangs } = evidences.of(target);
      return hangs.count >= MANY_HANG && isRecent(hangs);
    },
    mayRead(target) {
      const evidence = evidences.of(target);
      if (evidence.failedKeys.size < SUSPECT_AFTER) return true;
      return canReadOthers(target).then((canRead) => canRead || takeTrial(evidence, now()));
    },
    canReadOthers,
  };
}
