/**
 * The sizes of a sample vary by chance: with these, at least 10 and at most 1,000 assets are read, but for rare runs.
 */
const SMALLEST = 20;
const LARGEST = 900;

/**
 * Chooses the unchanged assets that a run reads again. Each is in the sample of one of several turns, so every asset is
 * read again in time, and a folder that cannot be read any more is noticed long before that.
 *
 * @param share       of the known objects; 0 reads none again
 * @param knownCount  objects that are known when the run starts
 */
export function recheckSample(share: number, knownCount: number, turn: number): (key: string) => boolean {
  if (share === 0) return () => false;
  const size = Math.min(LARGEST, Math.max(SMALLEST, share * knownCount));
  const round = size === LARGEST ? Math.ceil : Math.floor;
  const turns = Math.max(1, round(knownCount / size));
  return (key) => hashOf(key) % turns === turn % turns;
}

/** FNV-1a, 32 bits, and a last mix: its low bits alone repeat with the digits of numbered keys. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
