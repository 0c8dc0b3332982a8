import { isTemporary, retryAfterSeconds } from '../api/failures.ts';
import type { TileFragment } from '../api/operations.generated.ts';
import { errorOf } from '../ui/errors.ts';

/** Assets per page: a little more than a screen shows. */
const PAGE_SIZE = 60;

/** The most pages in memory, those nearest to the screen: 2,400 assets, about 3 MB. */
const MAX_PAGES = 40;

export interface LoadedPage {
  assets: TileFragment[];
  endCursor: string | null;
}

/** Reads the assets after a cursor, and skips the first `skip` of them. */
export type LoadPage = (from: { after: string | null; skip: number; first: number }) => Promise<LoadedPage>;

/** The most assets that one request may skip. */
const MAX_SKIP = 9_000;

/** Concurrent reads. While they run, the person may scroll on: the pages then on the screen are read next. */
const MAX_READS = 2;

/** A person who moves on to other pages within this time scrolls too fast to see an asset. */
const FAST_MS = 60;

/** The pause after a failure that may pass. The screen shows the failure meanwhile. */
const AFTER_FAILURE_SECONDS = 3;

/** After a fast move the reads begin when the screen stands still. */
const STILL_MS = 100;

/**
 * The assets of one view by their position. Pages are read as the screen needs them, and memory is bounded: pages far
 * from the screen are dropped. Their cursors stay, from which the pages can be read again.
 */
export function createAssetPages(load: LoadPage) {
  const pages = new Map<number, TileFragment[]>();
  /** The cursor after which a page begins. */
  const cursors = new Map<number, string | null>([[0, null]]);
  const loading = new Set<number>();
  const listeners = new Set<() => void>();
  /** The pages on the screen. Pages that were scrolled past before their read began are never read. */
  let onScreen: number[] = [];
  let version = 0;
  let failure: Error | undefined;
  let isClosed = false;
  let movedAt = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let still: ReturnType<typeof setTimeout> | undefined;

  function changed() {
    version += 1;
    for (const listener of listeners) listener();
  }

  /** The cursor of a page, reached in hops from the nearest known cursor. */
  async function cursorOf(page: number): Promise<string | null | undefined> {
    let known = page;
    while (!cursors.has(known)) known -= 1;
    while (known < page && !isClosed) {
      const hop = Math.min(page - known, Math.floor(MAX_SKIP / PAGE_SIZE));
      const { endCursor } = await load({ after: cursors.get(known)!, skip: hop * PAGE_SIZE - 1, first: 1 });
      // The view is shorter than before: assets were removed meanwhile.
      if (endCursor === null) return undefined;
      known += hop;
      cursors.set(known, endCursor);
    }
    return cursors.get(page);
  }

  async function read(page: number): Promise<void> {
    loading.add(page);
    try {
      const after = await cursorOf(page);
      if (after === undefined) {
        if (!isClosed) pages.set(page, []);
        return;
      }
      const { assets, endCursor } = await load({ after, skip: 0, first: PAGE_SIZE });
      pages.set(page, assets);
      if (endCursor !== null && assets.length === PAGE_SIZE) cursors.set(page + 1, endCursor);
      failure = undefined;
    } catch (error) {
      refused(errorOf(error));
    } finally {
      loading.delete(page);
      if (!isClosed) {
        readNext();
        changed();
      }
    }
  }

  /** A caller that scrolls very fast uses up its allowance. The reads continue when the gateway says so. */
  function refused(error: Error) {
    const seconds = retryAfterSeconds(error);
    if (seconds === undefined) failure = error;
    if (!isTemporary(error)) return;
    waiting ??= setTimeout(
      () => {
        waiting = undefined;
        failure = undefined;
        readNext();
      },
      (seconds ?? AFTER_FAILURE_SECONDS) * 1_000,
    );
  }

  function readNext() {
    if (isClosed || failure || waiting !== undefined || still !== undefined) return;
    for (const page of onScreen) {
      if (loading.size >= MAX_READS) return;
      if (!pages.has(page) && !loading.has(page)) void read(page);
    }
  }

  function readStill() {
    still = undefined;
    readNext();
  }

  function dropFarFrom(page: number) {
    if (pages.size <= MAX_PAGES) return;
    const farthest = [...pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page));
    for (const far of farthest.slice(0, pages.size - MAX_PAGES)) pages.delete(far);
  }

  return {
    at: (index: number): TileFragment | undefined => pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE],
    failure: () => failure,
    /** Reads the pages of the positions `first` to `last`. */
    show(first: number, last: number) {
      const [from, to] = [Math.floor(first / PAGE_SIZE), Math.floor(last / PAGE_SIZE)];
      const hasMoved = onScreen.length > 0 && from !== onScreen[0];
      const isJump = hasMoved && (from > onScreen.at(-1)! || to < onScreen[0]!);
      const isFast = hasMoved && (isJump || performance.now() - movedAt < FAST_MS);
      if (hasMoved) movedAt = performance.now();
      onScreen = Array.from({ length: to - from + 1 }, (_, n) => from + n);
      failure = undefined;
      // A fast move that waits goes on waiting while its last screen is shown.
      if (still !== undefined && !hasMoved) return;
      clearTimeout(still);
      still = isFast ? setTimeout(readStill, STILL_MS) : undefined;
      readNext();
      dropFarFrom(Math.floor((from + to) / 2));
    },
    /** Reads the pages on the screen again after a failure. */
    retry() {
      clearTimeout(waiting);
      waiting = undefined;
      failure = undefined;
      readNext();
      changed();
    },
    size: () => pages.size,
    version: () => version,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    /**
     * Reads on after a close. React's strict mode closes and opens each view once when it appears.
     *
     * @returns a function that closes the view: it reads nothing more
     */
    open() {
      isClosed = false;
      readNext();
      return () => {
        isClosed = true;
        for (const timer of [waiting, still]) clearTimeout(timer);
        waiting = undefined;
        still = undefined;
      };
    },
  };
}

export type AssetPages = ReturnType<typeof createAssetPages>;
