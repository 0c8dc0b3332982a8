import type { TileFragment } from '../../api/operations.generated.ts';
import { type Picture, readPicture } from './read-picture.ts';

/** Concurrent reads: enough to fill a screen fast, and few enough that tiles already passed do not delay the next. */
const MAX_READS = 6;

/** The most pictures in memory. The memory of others is released. */
const MAX_HELD = 400;

interface Waiting {
  asset: TileFragment;
  resolve: (picture: Picture) => void;
}

/** Reads the pictures of tiles, the latest request first, and keeps the recent pictures in memory. */
export function createThumbnails(renewLink: (asset: TileFragment) => Promise<TileFragment>) {
  const held = new Map<string, Picture>();
  let waiting: Waiting[] = [];
  let reads = 0;
  /** Grows when all pictures are forgotten. A read that began before is stale. */
  let edition = 0;

  function hold(name: string, picture: Picture) {
    held.set(name, picture);
    for (const [oldest, { objectUrl }] of held) {
      if (held.size <= MAX_HELD) break;
      if (objectUrl) URL.revokeObjectURL(objectUrl);
      held.delete(oldest);
    }
  }

  function readNext() {
    while (reads < MAX_READS) {
      const next = waiting.pop();
      if (!next) return;
      reads += 1;
      const begunIn = edition;
      void readPicture(next.asset, renewLink)
        .then((picture) => {
          if (begunIn !== edition) {
            if (picture.objectUrl) URL.revokeObjectURL(picture.objectUrl);
            return;
          }
          // A failure that may be temporary is retried when the tile appears again.
          if (picture.is !== 'unreachable') hold(nameOf(next.asset), picture);
          next.resolve(picture);
        })
        .finally(() => {
          reads -= 1;
          readNext();
        });
    }
  }

  return {
    at(asset: TileFragment): Picture | undefined {
      const picture = held.get(nameOf(asset));
      if (picture) hold(nameOf(asset), refreshed(held, asset, picture));
      return picture;
    },
    /** @returns a function that cancels the request, unless the read has begun */
    request(asset: TileFragment, resolve: (picture: Picture) => void): () => void {
      const entry = { asset, resolve };
      waiting.push(entry);
      queueMicrotask(readNext);
      return () => {
        waiting = waiting.filter((each) => each !== entry);
        entry.resolve = () => {};
      };
    },
    /** Releases the memory of all pictures. */
    forget() {
      edition += 1;
      for (const { objectUrl } of held.values()) if (objectUrl) URL.revokeObjectURL(objectUrl);
      held.clear();
    },
  };
}

export type Thumbnails = ReturnType<typeof createThumbnails>;

/** An asset whose bytes have changed has another picture. */
const nameOf = ({ id, etag }: TileFragment) => `${id} ${etag}`;

/** Moves an entry to the end of the map. The map then begins with the least recently used entry. */
function refreshed(held: Map<string, Picture>, asset: TileFragment, picture: Picture): Picture {
  held.delete(nameOf(asset));
  return picture;
}
