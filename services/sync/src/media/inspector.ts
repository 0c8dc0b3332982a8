import type { Findings } from '@bucket-sync/shared/contracts';
import { type Inspection, type ListedObject, type RangeReader, skipped, type Verdict } from '../domain/verdict.ts';
import { type Budget, FIRST_READ_BYTES, IMAGE_BUDGET, readAheadBytes, VIDEO_BUDGET } from './budget.ts';
import { MissingBytes, SparseBytes } from './bytes/sparse-bytes.ts';
import { decide, isVideoFormat } from './decide.ts';
import { isCameraRawName, promisesMedia, verdictWithoutReading } from './names.ts';
import { type OwnFormat, type Sniffed, sniff } from './sniff.ts';
import { createWorkerPool, WORKER_KILLED, type WorkerPool } from './worker/pool.ts';

const CAMERA_RAW: Findings = { mediaType: 'IMAGE', format: 'camera raw' };

export interface Inspector {
  /**
   * Reads as much of one object as its verdict needs, and at most what its budget allows.
   *
   * @param read  ranged reads of exactly this version; its own AppErrors pass through
   * @returns     a verdict and its cost; never throws for what the bytes contain
   */
  inspect(object: Pick<ListedObject, 'key' | 'sizeBytes' | 'etag'>, read: RangeReader): Promise<Inspection>;
  /** Ends the worker threads. Inspections in flight end with an error. */
  stop(): Promise<void>;
}

export interface InspectorOptions {
  /** Threads that decide on videos. */
  workers: number;
  /** Heap of one thread. A file that needs more ends its thread, never the process. */
  workerMemoryMb?: number;
  /** CPU that one file may take in a thread. */
  fileCpuMs?: number;
}

export function createInspector({ workers, workerMemoryMb = 64, fileCpuMs = 2_000 }: InspectorOptions): Inspector {
  const pool = createWorkerPool({ workers, workerMemoryMb, fileCpuMs });
  return {
    inspect: (object, read) => inspect(pool, object, read),
    stop: () => pool.stop(),
  };
}

type Named = Pick<ListedObject, 'key' | 'sizeBytes'>;

/**
 * Async only from the second read on: most pictures need one, and hundreds of files wait for it at the same time. What
 * an async function keeps until then, V8 copies again and again.
 */
function inspect(pool: WorkerPool, object: Named, read: RangeReader): Promise<Inspection> {
  const known = verdictWithoutReading(object);
  if (known !== null) return Promise.resolve({ verdict: known, requestCount: 0, bytesRead: 0 });
  const head = read(0, Math.min(FIRST_READ_BYTES, object.sizeBytes));
  return head.then((bytes) => inspectFrom(bytes, pool, object, read));
}

/** @param head  the bytes of the first read */
function inspectFrom(
  head: Buffer,
  pool: WorkerPool,
  { key, sizeBytes }: Named,
  read: RangeReader,
): Inspection | Promise<Inspection> {
  const cost = { requestCount: 1, bytesRead: head.length };
  const format = formatOf(key, head);
  if (typeof format !== 'string') return { verdict: format, ...cost };
  const isVideo = isVideoFormat(format);
  const bytes = new SparseBytes(sizeBytes, readAheadBytes(isVideo, 1));
  bytes.add(0, head);
  if (isVideo) {
    const file = pool.file(format, bytes);
    return readOn({ format, bytes, isVideo, cost, decide: () => file.decide() }, file.decide(), read);
  }
  const answer = decide(format, bytes);
  if (!(answer instanceof MissingBytes)) return { verdict: answer, ...cost };
  return readOn({ format, bytes, isVideo, cost, decide: () => decide(format, bytes) }, answer, read);
}

type Answer = Verdict | MissingBytes | typeof WORKER_KILLED;

interface OpenFile {
  format: OwnFormat;
  bytes: SparseBytes;
  isVideo: boolean;
  cost: { requestCount: number; bytesRead: number };
  /** Decides on the bytes that were read so far. */
  decide(): Answer | Promise<Answer>;
}

/** Repeats the decision until it needs no further range or the budget is used up. */
async function readOn(file: OpenFile, first: Answer | Promise<Answer>, read: RangeReader): Promise<Inspection> {
  const { format, bytes, isVideo, cost } = file;
  const budget = isVideo ? VIDEO_BUDGET : IMAGE_BUDGET;
  for (let next = first; ; next = file.decide()) {
    const answer = await next;
    if (answer === WORKER_KILLED)
      return { verdict: skipped('CORRUPT', 'reading it took too much time or memory, twice'), ...cost };
    if (!(answer instanceof MissingBytes)) return { verdict: answer, ...cost };
    const refusal = overBudget(budget, cost, answer);
    if (refusal !== null) {
      const last = isVideo ? answer : decide(format, bytes, false);
      return { verdict: last instanceof MissingBytes ? refusal : last, ...cost };
    }
    const found = await read(answer.offset, answer.lengthBytes);
    cost.requestCount += 1;
    cost.bytesRead += found.length;
    bytes.add(answer.offset, found);
    bytes.readAheadBytes = readAheadBytes(isVideo, cost.requestCount);
  }
}

/** The format that our own parsers decide on; of any other file the verdict. */
function formatOf(key: string, head: Buffer): OwnFormat | Verdict {
  const sniffed = sniff(head);
  if (sniffed.kind !== 'OWN') return withoutParser(key, sniffed, head);
  if (sniffed.format !== 'TIFF' || !isCameraRawName(key)) return sniffed.format;
  return skipped('UNSUPPORTED_FORMAT', 'camera raw by its name, TIFF by its content', CAMERA_RAW);
}

function overBudget(
  { reads, totalBytes }: Budget,
  cost: { requestCount: number; bytesRead: number },
  { lengthBytes }: MissingBytes,
): Verdict | null {
  if (cost.requestCount >= reads)
    return skipped('TOO_COMPLEX', `its headers are spread over more than ${reads} places`);
  if (lengthBytes <= totalBytes - cost.bytesRead) return null;
  return skipped('TOO_LARGE', `its headers take more than ${totalBytes / 1024} KiB`);
}

function withoutParser(key: string, sniffed: Exclude<Sniffed, { kind: 'OWN' }>, head: Buffer): Verdict {
  switch (sniffed.kind) {
    case 'FOREIGN':
      if (sniffed.media === 'NONE') return skipped('NOT_MEDIA', `${sniffed.name} by its content`);
      return skipped('UNSUPPORTED_FORMAT', sniffed.name, { mediaType: sniffed.media, format: sniffed.name });
    case 'TEXT':
      return promisesMedia(key) ? skipped('CORRUPT', 'it holds text') : skipped('NOT_MEDIA', 'text by its content');
    case 'UNKNOWN':
      if (!promisesMedia(key)) return skipped('NOT_MEDIA', 'no image and no video by its content');
      return skipped('CORRUPT', `it begins with ${head.toString('hex', 0, 8)}, as no image and no video does`);
  }
}
