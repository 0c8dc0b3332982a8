import { type Comparison, compare } from '../../domain/comparing.ts';
import type { KeyRange } from '../../domain/key-range.ts';
import { countUpTo } from '../../domain/listing/cut-page.ts';
import type { BucketTarget, RunLedger } from '../../domain/ports.ts';
import type { ListedObject } from '../../domain/verdict.ts';

/** The number of known keys that are compared at once. Any number may be missing between two listed keys. */
const KNOWN_AT_ONCE = 5_000;

/**
 * Compares the objects of a range with the known ones, as far as these are read at once.
 *
 * @returns `endsAt`: where the comparison ends; `upTo` when it is complete
 */
export async function compareRange(
  ledger: Pick<RunLedger, 'knownRange'>,
  target: BucketTarget,
  { after, upTo, objects }: KeyRange & { objects: readonly ListedObject[] },
  isSampled?: (key: string) => boolean,
): Promise<{ comparison: Comparison; endsAt: string | null }> {
  const known = await ledger.knownRange(target, { after, upTo, limit: KNOWN_AT_ONCE });
  const endsAt = known.length < KNOWN_AT_ONCE ? upTo : known.at(-1)!.key;
  const isWhole = endsAt === upTo || endsAt === null;
  const compared = isWhole ? objects : objects.slice(0, countUpTo(objects, endsAt));
  return { comparison: compare(compared, known, isSampled), endsAt };
}
