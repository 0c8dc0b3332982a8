import type { EbmlWalk, Element } from '../../bytes/ebml.ts';
import { ID } from './ids.ts';

/** The most blocks of other tracks before the first video block. */
const MAX_BLOCKS = 64;
const FRAME_HEAD_BYTES = 1024;
const TAIL_BYTES = 256 * 1024;
/** 41 frames of a browser's recording of 2.5 Mbit/s at 30 frames a second take 430 KB. */
const RATE_WINDOW_BYTES = 1024 * 1024;
/** The bytes of an element's header, and of the track and time of a block. */
const BLOCK_START_BYTES = 16;

/** The beginning of a track's first frame in a cluster; null if it is not among the first blocks. */
export function firstFrameOf(walk: EbmlWalk, cluster: Element, track: number): Buffer | null {
  let blocks = 0;
  for (const element of walk.children(cluster)) {
    const block = element.id === ID.blockGroup ? blockOf(walk, element) : element;
    if (block === null || (block.id !== ID.simpleBlock && block.id !== ID.block)) continue;
    blocks += 1;
    if (blocks > MAX_BLOCKS) return null;
    const head = walk.content(block, FRAME_HEAD_BYTES);
    const start = blockStart(head);
    if (start?.track === track) return head.subarray(start.bytes);
  }
  return null;
}

/** A block begins with its track and its time relative to the cluster's. @see RFC 9559, 10.1 */
function blockStart(head: Buffer): { track: number; time: number; bytes: number } | null {
  const numberBytes = head.length === 0 ? 9 : Math.clz32(head[0]!) - 23;
  if (numberBytes > 2 || head.length < numberBytes + 3) return null;
  const track = numberBytes === 1 ? head[0]! & 0x7f : head.readUInt16BE(0) & 0x3fff;
  return { track, time: head.readInt16BE(numberBytes), bytes: numberBytes + 3 };
}

/**
 * The times of a track's first frames, at most `most` of them, within one read. The walk visits clusters without
 * jumping over them, so it works even if they do not state their size.
 */
export function firstTimesOf(walk: EbmlWalk, firstCluster: Element, track: number, most: number): number[] {
  const end = Math.min(firstCluster.start + RATE_WINDOW_BYTES, walk.bytes.sizeBytes);
  walk.bytes.view(firstCluster.start, end - firstCluster.start);
  const times: number[] = [];
  let clusterTime = 0;
  for (let at = firstCluster.start; times.length < most; ) {
    const element = at + BLOCK_START_BYTES > end ? null : walk.elementAt(at, end);
    if (element === null) break;
    at = element.id === ID.cluster || element.id === ID.blockGroup ? element.payload : element.end;
    if (element.id === ID.timestamp && element.end <= end) clusterTime = walk.unsigned(element);
    if (element.id !== ID.simpleBlock && element.id !== ID.block) continue;
    if (element.payload + BLOCK_START_BYTES > end) break;
    const start = blockStart(walk.bytes.view(element.payload, BLOCK_START_BYTES));
    if (start?.track === track) times.push(clusterTime + start.time);
  }
  return times;
}

function blockOf(walk: EbmlWalk, group: Element): Element | null {
  for (const element of walk.children(group)) if (element.id === ID.block) return element;
  return null;
}

/**
 * The time of the last block in milliseconds, for files without a duration, such as recordings of browsers. Searches
 * the end of the file for the last valid cluster.
 */
export function lastTimeOf(walk: EbmlWalk, segment: Element, timestampScale: number): number {
  const { bytes } = walk;
  const start = Math.max(segment.payload, bytes.sizeBytes - TAIL_BYTES);
  const tail = bytes.view(start, bytes.sizeBytes - start, bytes.sizeBytes - start);
  const mark = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);
  for (let at = tail.lastIndexOf(mark); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(mark, at - 1)) {
    const units = lastUnits(tail, at + mark.length);
    if (units !== null) return Math.round((units * timestampScale) / 1e6);
  }
  return 0;
}

/** Reads a cluster's blocks in a plain buffer; null if it is not a cluster. */
function lastUnits(tail: Buffer, from: number): number | null {
  const size = vint(tail, from);
  if (size === null) return null;
  let at = from + size.bytes;
  let base: number | null = null;
  let latest = 0;
  while (at + 2 < tail.length) {
    const id = tail[at]!;
    if (id !== ID.timestamp && id !== ID.simpleBlock && id !== ID.blockGroup && id !== 0xab && id !== 0xa7) break;
    const length = vint(tail, at + 1);
    if (length === null) break;
    const payload = at + 1 + length.bytes;
    if (id === ID.timestamp && length.value <= 6 && payload + length.value <= tail.length) {
      base = length.value === 0 ? 0 : tail.readUIntBE(payload, length.value);
    } else if (payload + 12 <= tail.length) {
      const block = id === ID.simpleBlock ? payload : payload + 1 + (vint(tail, payload + 1)?.bytes ?? 1);
      if (id !== 0xab && id !== 0xa7 && block + 3 <= tail.length)
        latest = Math.max(latest, tail.readInt16BE(block + 1));
    }
    at = payload + length.value;
  }
  return base === null ? null : base + latest;
}

function vint(bytes: Buffer, at: number): { value: number; bytes: number } | null {
  const first = bytes[at];
  if (first === undefined || first === 0) return null;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return null;
  let value = first & (0xff >>> length);
  for (let index = 1; index < length; index += 1) value = value * 256 + bytes[at + index]!;
  return { value, bytes: length };
}
