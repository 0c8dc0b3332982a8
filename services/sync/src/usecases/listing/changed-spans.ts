import type { KeyRange } from '../../domain/key-range.ts';
import type { ListedObject } from '../../domain/verdict.ts';
import { type Chunk, chunkIndexes } from './fingerprint.ts';

/** A range in which something has changed, and the objects that are listed in it now. */
export interface ChangedSpan extends KeyRange {
  objects: readonly ListedObject[];
}

/** A range of a listing that was listed before. */
interface ListedAgain extends KeyRange {
  objects: readonly ListedObject[];
  chunks: readonly Chunk[];
}

/**
 * Finds where a range differs from its earlier fingerprint. Every object outside of the spans was listed before with
 * the same fields, and no key outside of them has vanished.
 */
export function changedSpans({ after, upTo, objects, chunks }: ListedAgain, fingerprint: string): ChangedSpan[] {
  const indexes = chunkIndexes(fingerprint);
  const spans: ChangedSpan[] = [];
  let [unchangedUpTo, lastIndex] = [0, -1];
  const keyBefore = (n: number) => (n === 0 ? after : objects[n - 1]!.key);
  for (const { digest, start, end } of chunks) {
    const index = indexes.get(digest);
    if (index === undefined) continue;
    // A known key may stand anywhere before the next unchanged one, so the span ends with that one.
    if (index !== lastIndex + 1 || start !== unchangedUpTo) {
      const span = objects.slice(unchangedUpTo, start + 1);
      spans.push({ after: keyBefore(unchangedUpTo), upTo: objects[start]!.key, objects: span });
    }
    [unchangedUpTo, lastIndex] = [end, index];
  }
  if (unchangedUpTo !== objects.length || lastIndex !== indexes.size - 1) {
    spans.push({ after: keyBefore(unchangedUpTo), upTo, objects: objects.slice(unchangedUpTo) });
  }
  return spans;
}
