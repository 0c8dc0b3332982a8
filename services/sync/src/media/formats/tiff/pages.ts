import type { Findings } from '@bucket-sync/shared/contracts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { Refusal } from '../../refusal.ts';
import type { ByteOrder } from './byte-order.ts';
import { type Directory, readDirectory, TAG } from './directory.ts';

/** Each page of a large file costs a read. After this many reads the other pages are not examined. */
const MAX_READS = 16;
const MAX_PAGES = 10_000;
/** A page may have a size and an orientation of its own: programs keep both. */
const OF_EACH_PAGE: ReadonlySet<number> = new Set([TAG.width, TAG.height, TAG.orientation]);

/**
 * Visits the chain of directories behind the first one, as far as that is cheap. A program writes all pages in the form
 * that fits the first one, so a page of another form loses what the first one does not have.
 */
export function examinePages(bytes: SparseBytes, order: ByteOrder, isBig: boolean, first: Directory): Findings {
  const visited = new Set<number>();
  const form = formOf(first);
  let isSame = true;
  let { nextAt } = first;
  for (;;) {
    const at = positionAt(bytes, order, isBig, nextAt);
    if (at === 0 || at >= bytes.sizeBytes || visited.has(at)) break;
    const page = visited.size < MAX_PAGES ? pageAt(bytes, order, isBig, at) : null;
    if (page === null) {
      isSame = false;
      break;
    }
    visited.add(at);
    isSame &&= formOf(page) === form;
    nextAt = page.nextAt;
  }
  return { pages: visited.size + 1, hasOtherPages: !isSame };
}

function positionAt(bytes: SparseBytes, order: ByteOrder, isBig: boolean, at: number): number {
  const lengthBytes = isBig ? 8 : 4;
  if (at + lengthBytes > bytes.sizeBytes) return 0;
  const field = bytes.view(at, lengthBytes);
  return isBig ? order.u64(field, 0) : order.u32(field, 0);
}

/** Null if it is too far, or no directory. */
function pageAt(bytes: SparseBytes, order: ByteOrder, isBig: boolean, at: number): Directory | null {
  if (bytes.readCount > MAX_READS && !bytes.has(at, 2)) return null;
  try {
    return readDirectory(bytes, order, isBig, at);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const formOf = ({ values, privateTags }: Directory): string =>
  JSON.stringify([privateTags, ...[...values].filter(([tag]) => !OF_EACH_PAGE.has(tag))]);
