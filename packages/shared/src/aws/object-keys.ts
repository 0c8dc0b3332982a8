/** S3's own limit for an object key, in bytes of UTF-8. */
export const LONGEST_KEY_BYTES = 1_024;

/**
 * Orders two keys as S3 and PostgreSQL's collation "C" do: by their UTF-8 bytes. JavaScript's own order differs
 * where a surrogate pair (U+10000 and above) meets U+E000 to U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return codePointRank(unitA) - codePointRank(unitB);
  }
  return a.length - b.length;
}

/** Moves surrogates above the rest of the basic plane. UTF-16 units then sort by their code points. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit <= 0xdfff ? unit + 0x2000 : unit - 0x800;
}

/** The first and the last of the keys, in the order of `compareKeys`; null without keys. */
export function keySpan(keys: readonly string[]): { first: string; last: string } | null {
  let [first, last] = [keys[0], keys[0]];
  if (first === undefined || last === undefined) return null;
  for (const key of keys) {
    if (compareKeys(key, first) < 0) first = key;
    else if (compareKeys(key, last) > 0) last = key;
  }
  return { first, last };
}
