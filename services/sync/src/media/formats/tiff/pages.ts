import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ByteOrder } from './byte-order.ts';

/** Each page of a large file costs a read. After this many pages the rest is not counted. */
const MAX_READS = 16;
const MAX_PAGES = 10_000;

/**
 * The number of pages in the chain of directories, from the first directory on, as far as they can be visited cheaply.
 */
export function countPages(bytes: SparseBytes, order: ByteOrder, isBig: boolean, first: number): number {
  const countBytes = isBig ? 8 : 2;
  const entryBytes = isBig ? 20 : 12;
  const visited = new Set<number>();
  for (let at = first; at > 0 && at + countBytes <= bytes.sizeBytes; ) {
    if (visited.has(at) || visited.size >= MAX_PAGES) break;
    visited.add(at);
    if (bytes.readCount > MAX_READS && !bytes.has(at, countBytes)) break;
    const countField = bytes.view(at, countBytes);
    const entries = isBig ? order.u64(countField, 0) : order.u16(countField, 0);
    const nextAt = at + countBytes + entries * entryBytes;
    const next = nextAt < bytes.sizeBytes ? bytes.view(nextAt, isBig ? 8 : 4) : Buffer.alloc(0);
    if (next.length < (isBig ? 8 : 4)) break;
    at = isBig ? order.u64(next, 0) : order.u32(next, 0);
  }
  return visited.size;
}
