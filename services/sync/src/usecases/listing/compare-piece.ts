import { type Comparison, compare } from '../../domain/comparing.ts';
import { countUpTo } from '../../domain/listing/cut-page.ts';
import type { Piece } from '../../domain/listing/cut-pieces.ts';
import type { ListedRange, RecordedPart } from '../../domain/listing/slice.ts';
import type { BucketTarget, RunLedger } from '../../domain/ports.ts';
import { recheckSample } from '../../domain/recheck-sample.ts';
import type { Run } from '../../domain/run/run.ts';
import type { ListedObject } from '../../domain/verdict.ts';
import { changedSpans } from './changed-spans.ts';
import { compareRange } from './compare-range.ts';
import { type Chunk, chunksOf, fingerprintOf } from './fingerprint.ts';
import { createObjectFilter } from './included-objects.ts';

/** A part of a range after the comparison. */
export interface ComparedPart extends Omit<RecordedPart, 'range' | 'part'> {
  /** New, changed or unsettled. */
  due: ListedObject[];
  /** Unchanged assets that are read again. */
  rechecked: ListedObject[];
}

/** A range that has grown to more objects is divided into ranges of `OBJECTS_A_RANGE`. */
const MOST_OBJECTS = 2_000;
const OBJECTS_A_RANGE = 1_000;

type Ledger = Pick<RunLedger, 'knownRange' | 'knownWithin' | 'knownAmong'>;

/** Compares pieces of a run's listing with the known objects. */
export function createPieceComparison(ledger: Ledger, target: BucketTarget, run: Run, recheckShare: number) {
  const includedOf = createObjectFilter(run.keyRule);
  const isSampled = recheckSample(recheckShare, run.counts.knownBefore, run.turn);

  /** The assets among unchanged objects that are read again. Only these few are read from the known objects. */
  const sampleOf = async (objects: readonly ListedObject[]): Promise<ListedObject[]> => {
    const sampled = recheckShare > 0 ? objects.filter(({ key }) => isSampled(key)) : [];
    if (sampled.length === 0) return [];
    const known = await ledger.knownAmong(
      target,
      sampled.map(({ key }) => key),
    );
    const assets = new Set(known.filter(({ isAsset }) => isAsset).map(({ key }) => key));
    return sampled.filter(({ key }) => assets.has(key));
  };

  /** No known object is read, but the few of the sample. */
  const unchanged = async (piece: Piece, listed: ListedRange, included: ListedObject[]): Promise<ComparedPart> => ({
    ...countsOf(piece, included.length),
    unchangedCount: included.length,
    skippedCount: listed.skippedCount,
    rechecked: await sampleOf(included),
    recheckedKeys: [],
    missingKeys: [],
    due: [],
    listed: null,
  });

  /** Only the known objects near a change are read. */
  const compareSpans = async (piece: Piece, listed: ListedRange, included: ListedObject[], chunks: Chunk[]) => {
    const spans = changedSpans({ ...piece, objects: included, chunks }, listed.digest);
    const within = new Set(spans.flatMap(({ objects }) => objects));
    const known = await ledger.knownWithin(target, { ranges: spans, limit: listed.objectCount });
    const comparison = compare([...within], known, isSampled);
    const skippedOutside = listed.skippedCount - known.filter(({ isAsset }) => !isAsset).length;
    const sampledOutside = await sampleOf(included.filter((object) => !within.has(object)));
    return partOf(piece, included, chunks, {
      ...comparison,
      unchangedCount: comparison.unchangedCount + included.length - within.size,
      skippedCount: comparison.skippedCount + skippedOutside,
      rechecked: [...comparison.rechecked, ...sampledOutside],
    });
  };

  const compareFirst = async (piece: Piece, included: readonly ListedObject[]) => {
    const { comparison, endsAt } = await compareRange(ledger, target, { ...piece, objects: included }, isSampled);
    const compared = endsAt === piece.upTo ? included : included.slice(0, countUpTo(included, endsAt ?? ''));
    const [first, rest] = endsAt === piece.upTo ? [piece, null] : divideAt(piece, endsAt ?? '');
    return { part: partOf(first, compared, chunksOf(compared, run.keyRule), comparison), rest };
  };

  return {
    /** Compares a piece. One that has grown, or has too many known objects at once, becomes several parts. */
    async *compare(piece: Piece): AsyncGenerator<ComparedPart> {
      const included = await includedOf(piece.objects);
      const { listed } = piece;
      if (listed && included.length <= MOST_OBJECTS) {
        const chunks = chunksOf(included, run.keyRule);
        const isUnchanged = listed.digest === fingerprintOf(chunks);
        yield await (isUnchanged ? unchanged(piece, listed, included) : compareSpans(piece, listed, included, chunks));
        return;
      }
      for (const small of divided(piece)) {
        for (let rest: Piece | null = small; rest; ) {
          const objects: ListedObject[] = await includedOf(rest.objects);
          const compared: { part: ComparedPart; rest: Piece | null } = await compareFirst(rest, objects);
          yield compared.part;
          rest = compared.rest;
        }
      }
    },
  };
}

/** What is recorded of a compared piece, and the fingerprint for the next listing. */
function partOf(
  piece: Piece,
  included: readonly ListedObject[],
  chunks: readonly Chunk[],
  { fresh, changed, unsettled, rechecked, missingKeys, unchangedCount, skippedCount }: Comparison,
): ComparedPart {
  const due = new Set([...fresh, ...changed, ...unsettled]);
  return {
    ...countsOf(piece, included.length),
    unchangedCount,
    skippedCount,
    rechecked,
    recheckedKeys: rechecked.map(({ key }) => key),
    missingKeys,
    due: included.filter((object) => due.has(object)),
    listed: {
      fromKey: piece.after ?? '',
      toKey: piece.upTo,
      digest: fingerprintOf(chunks),
      objectCount: included.length,
      skippedCount,
      hasMissing: missingKeys.length > 0,
    },
  };
}

const countsOf = (piece: Piece, includedCount: number) => ({
  resumeAfter: piece.isLast ? null : piece.upTo,
  listedCount: includedCount + piece.unstorableCount,
  unstorableCount: piece.unstorableCount,
  excludedCount: piece.objects.length - includedCount,
});

function* divided(piece: Piece): Generator<Piece> {
  let rest = piece;
  while (rest.objects.length > MOST_OBJECTS) {
    const [first, behind] = divideAt(rest, rest.objects[OBJECTS_A_RANGE - 1]!.key);
    yield first;
    rest = behind;
  }
  yield rest;
}

/** The unstorable keys are counted with the last part. */
function divideAt(piece: Piece, key: string): [Piece, Piece] {
  const count = countUpTo(piece.objects, key);
  const first = { ...piece, upTo: key, objects: piece.objects.slice(0, count), unstorableCount: 0, isLast: false };
  return [first, { ...piece, after: key, objects: piece.objects.slice(count), listed: null }];
}
