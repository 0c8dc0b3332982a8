/**
 * The size of a sample varies by chance. With these bounds a run reads from 10 to 1,000 assets, with rare exceptions.
 */
const SMALLEST = 20;
const LARGEST = 900;

/**
 * Chooses the unchanged assets that a run reads again. Each asset is in the sample of one turn, so every asset is read
 * after all turns. A folder that can no longer be read is noticed much earlier.
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

/** FNV-1a with 32 bits and a final mix, because FNV-1a's low bits repeat for numbered keys. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
