import type { Box, BoxWalk } from '../../bytes/boxes.ts';
import { FieldReader } from '../../bytes/field-reader.ts';
import { corrupt } from '../../refusal.ts';
import { INDEX_BYTES, longest, readFragment, type Timeline } from './timeline.ts';

/**
 * Without an index, the last fragments are searched within these distances. A fragment lasts seconds, so it has some
 * megabytes at most.
 */
const SEARCHED_BYTES = [1024 * 1024, 8 * 1024 * 1024];
/** Boxes that may be between two fragments: mdat, and a few of streaming formats. */
const MAX_BETWEEN = 16;

/**
 * The duration of a file with more fragments than can be visited. It is the end of the last fragments, if they state
 * when they begin.
 *
 * @returns milliseconds; null where no fragment is found, or none says when it begins
 */
export function durationByEnd(walk: BoxWalk, timelines: Map<number, Timeline>): number | null {
  const indexed = lastFragmentsByIndex(walk);
  for (const timeline of timelines.values()) timeline.isPlaced = false;
  for (const at of indexed.length > 0 ? indexed : lastFragmentsBySearch(walk)) {
    const moof = walk.boxAt(at, walk.bytes.sizeBytes);
    if (moof?.type === 'moof') readFragment(walk, moof, timelines);
  }
  return longest([...timelines.values()].filter(({ isPlaced }) => isPlaced));
}

function lastFragmentsBySearch({ bytes }: BoxWalk): number[] {
  for (const lengthBytes of SEARCHED_BYTES) {
    const start = Math.max(bytes.sizeBytes - lengthBytes, 0);
    const found = fragmentsIn(bytes.view(start, lengthBytes, lengthBytes));
    if (found.length > 0) return found.map((at) => start + at);
  }
  return [];
}

/**
 * Fragments, in order, from which boxes lead exactly to the end. A fragment that ends beyond the end means a cut-off
 * file.
 */
function fragmentsIn(tail: Buffer): number[] {
  const found: number[] = [];
  const sound = new Set([tail.length]);
  for (let name = tail.lastIndexOf('moof'); name >= 4; name = tail.lastIndexOf('moof', name - 1)) {
    if (tail.toString('latin1', name + 8, name + 12) !== 'mfhd') continue;
    const end = endOfChain(tail, name - 4, sound);
    if (end === null) continue;
    if (end > tail.length && found.length === 0) throw corrupt('cut off within its last fragment');
    if (end > tail.length) continue;
    sound.add(name - 4);
    found.unshift(name - 4);
  }
  return found;
}

/**
 * The first valid position, or the position beyond the end, to which boxes lead from `from`; null if they lead to
 * neither.
 */
function endOfChain(tail: Buffer, from: number, sound: ReadonlySet<number>): number | null {
  let at = from;
  for (let box = 0; box < MAX_BETWEEN && at + 8 <= tail.length; box += 1) {
    const sizeBytes = tail.readUInt32BE(at);
    if (sizeBytes < 8 || !/^[\x20-\x7e]{4}$/.test(tail.toString('latin1', at + 4, at + 8))) return null;
    at += sizeBytes;
    if (sound.has(at) || at > tail.length) return at;
  }
  return null;
}

/**
 * Uses the random access index at the file's end: the position of each track's last fragment, whose end is the end of
 * the track.
 */
function lastFragmentsByIndex(walk: BoxWalk): number[] {
  const { bytes } = walk;
  const tailAt = bytes.sizeBytes - INDEX_BYTES;
  const tail = bytes.view(tailAt, INDEX_BYTES, INDEX_BYTES);
  const indexBytes =
    tail.toString('latin1', tail.length - 12, tail.length - 8) === 'mfro' ? tail.readUInt32BE(tail.length - 4) : 0;
  if (indexBytes < 24 || indexBytes > INDEX_BYTES) return [];
  const start = bytes.sizeBytes - indexBytes;
  const last = new Set<number>();
  for (const box of walk.children(start + 8, bytes.sizeBytes, 2))
    if (box.type === 'tfra') last.add(lastFragment(walk, box));
  return [...last].sort((left, right) => left - right);
}

function lastFragment(walk: BoxWalk, tfra: Box): number {
  const fields = new FieldReader(walk.payload(tfra), 'tfra');
  const version = fields.version();
  fields.skip(4);
  const sizes = fields.u32();
  const entryBytes = (version === 1 ? 16 : 8) + 3 + ((sizes >>> 4) & 3) + ((sizes >>> 2) & 3) + (sizes & 3);
  const count = fields.u32();
  if (count === 0 || count * entryBytes > fields.left) throw corrupt('an index of fragments that does not fit its box');
  fields.skip((count - 1) * entryBytes + (version === 1 ? 8 : 4));
  return version === 1 ? fields.u64() : fields.u32();
}
