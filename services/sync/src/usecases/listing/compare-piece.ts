import { hash } from 'node:crypto';
import { createKeyFilter } from '@bucket-sync/shared/patterns';
import { countUpTo } from '../../domain/listing/cut-page.ts';
import type { Piece } from '../../domain/listing/cut-pieces.ts';
import { fingerprintText } from '../../domain/listing/fingerprint.ts';
import type { RecordedPart } from '../../domain/listing/slice.ts';
import type { BucketTarget, RunLedger } from '../../domain/ports.ts';
import { recheckSample } from '../../domain/recheck-sample.ts';
import type { Run } from '../../domain/run/run.ts';
import type { ListedObject } from '../../domain/verdict.ts';
import { compareRange } from './compare-page.ts';

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

type Ledger = Pick<RunLedger, 'knownRange' | 'knownAmong'>;

/** Compares pieces of a run's listing with the known objects. */
export function createPieceComparison(ledger: Ledger, target: BucketTarget, run: Run, recheckShare: number) {
  const isIncluded = createKeyFilter(run.keyRule);
  const isSampled = recheckSample(recheckShare, run.counts.knownBefore, run.turn);
  const digestOf = (objects: readonly ListedObject[]) =>
    hash('sha256', fingerprintText(objects, run.keyRule), 'base64');

  /** No known object is read, but the few of the sample. */
  const unchanged = async (piece: Piece, included: readonly ListedObject[]): Promise<ComparedPart> => {
    const sampled = recheckShare > 0 ? included.filter(({ key }) => isSampled(key)) : [];
    const keys = sampled.map(({ key }) => key);
    const known = keys.length > 0 ? await ledger.knownAmong(target, keys) : [];
    const assets = new Set(known.filter(({ isAsset }) => isAsset).map(({ key }) => key));
    return {
      ...countsOf(piece, included.length),
      unchangedCount: included.length,
      leftOutCount: piece.listed?.leftOutCount ?? 0,
      rechecked: sampled.filter(({ key }) => assets.has(key)),
      recheckedKeys: [],
      missingKeys: [],
      due: [],
      listed: null,
    };
  };

  const compareFirst = async (piece: Piece, included: readonly ListedObject[]) => {
    const { comparison, endsAt } = await compareRange(ledger, target, { ...piece, objects: included }, isSampled);
    const compared = endsAt === piece.upTo ? included : included.slice(0, countUpTo(included, endsAt ?? ''));
    const [first, rest] = endsAt === piece.upTo ? [piece, null] : divideAt(piece, endsAt ?? '');
    const { fresh, changed, unsettled, rechecked, missingKeys } = comparison;
    const due = new Set([...fresh, ...changed, ...unsettled]);
    const part: ComparedPart = {
      ...countsOf(first, compared.length),
      unchangedCount: comparison.unchangedCount,
      leftOutCount: comparison.leftOutCount,
      rechecked,
      recheckedKeys: rechecked.map(({ key }) => key),
      missingKeys,
      due: compared.filter((object) => due.has(object)),
      listed: {
        fromKey: first.after ?? '',
        toKey: first.upTo,
        digest: digestOf(compared),
        objectCount: compared.length,
        leftOutCount: comparison.leftOutCount,
        hasMissing: missingKeys.length > 0,
      },
    };
    return { part, rest };
  };

  return {
    /** Compares a piece. One that has grown, or has too many known objects at once, becomes several parts. */
    async *compare(piece: Piece): AsyncGenerator<ComparedPart> {
      const included = piece.objects.filter(({ key }) => isIncluded(key));
      if (piece.listed && piece.listed.digest === digestOf(included)) {
        yield await unchanged(piece, included);
        return;
      }
      for (const small of divided(piece)) {
        for (let rest: Piece | null = small; rest; ) {
          const objects: ListedObject[] = rest.objects.filter(({ key }) => isIncluded(key));
          const compared: { part: ComparedPart; rest: Piece | null } = await compareFirst(rest, objects);
          yield compared.part;
          rest = compared.rest;
        }
      }
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
