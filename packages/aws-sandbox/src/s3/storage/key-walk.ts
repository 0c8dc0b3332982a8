import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareUtf8 } from './key-order.ts';
import { partOfName } from './key-path.ts';
import type { ObjectFolder } from './object-folder.ts';

interface Entry {
  /** The part of the key. A folder's part ends with a slash, which gives the order of the keys below it. */
  part: string;
  name: string;
  isFolder: boolean;
}

interface Folder {
  mtimeMs: number;
  /** The folder changed shortly before it was read, and a later change may have the same time. */
  isFresh: boolean;
  entries: Entry[];
}

/**
 * File systems stamp changes by the kernel's tick (10 ms at most on ext4, xfs, overlay and tmpfs). A folder that was
 * read within this time of its last change is read again next time, as git does with its index.
 */
const TIMESTAMP_DOUBT_MS = 100;

/**
 * Walks the keys of a bucket in the order of their UTF-8 bytes, from anywhere.
 *
 * The sorted names of each folder are cached with the folder's modification time, which the kernel updates whenever a
 * name is added or removed. A walk reads a folder again only when that time has changed. So a file that `cp` adds is in
 * the next listing, and a page of a large bucket costs one binary search and its own keys.
 */
export class KeyWalk {
  readonly #objects: ObjectFolder;
  readonly #folders = new Map<string, Folder>();

  constructor(objects: ObjectFolder) {
    this.#objects = objects;
  }

  /**
   * Calls `visit` with each key after `after` that begins with `prefix`.
   *
   * @param visit  returns 'stop', a prefix whose further keys are skipped, or undefined
   * @param leaveOut  a prefix whose keys are skipped from the start
   */
  walk(
    prefix: string,
    after: string,
    visit: (key: string) => 'stop' | { leaveOut: string } | undefined,
    leaveOut?: string,
  ): void {
    let leftOut = leaveOut;
    const inFolder = (path: string, base: string): boolean => {
      const entries = this.#read(path);
      for (let i = this.#firstIndex(entries, base, prefix, after); i < entries.length; i++) {
        const entry = entries[i]!;
        const key = base + entry.part;
        if (leftOut !== undefined && key.startsWith(leftOut)) continue;
        const within = key.startsWith(prefix);
        if (!within && !(entry.isFolder && prefix.startsWith(key))) {
          if (compareUtf8(key, prefix) > 0) return false;
          continue;
        }
        if (entry.isFolder) {
          if (compareUtf8(key, after) < 0 && !after.startsWith(key)) continue;
          if (!inFolder(join(path, entry.name), key)) return false;
        } else if (after === '' || compareUtf8(key, after) > 0) {
          const wish = visit(key);
          if (wish === 'stop') return false;
          if (wish !== undefined) leftOut = wish.leaveOut;
        }
      }
      return true;
    };
    inFolder(this.#objects.root, '');
  }

  /** Index of the first entry that can hold a key after `after` or below `prefix`. */
  #firstIndex(entries: Entry[], base: string, prefix: string, after: string): number {
    const from = compareUtf8(prefix, after) > 0 ? prefix : after;
    if (!from.startsWith(base)) return 0;
    const rest = from.slice(base.length);
    const slash = rest.indexOf('/');
    const wanted = slash === -1 ? rest : rest.slice(0, slash + 1);
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareUtf8(entries[middle]!.part, wanted) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #read(path: string): Entry[] {
    const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (mtimeMs === undefined) {
      this.#folders.delete(path);
      return [];
    }
    const known = this.#folders.get(path);
    if (known !== undefined && !known.isFresh && known.mtimeMs === mtimeMs) return known.entries;
    const isFresh = Date.now() - mtimeMs < TIMESTAMP_DOUBT_MS;
    const items = readdirSync(path, { withFileTypes: true });
    const entries = withoutInvalidNames(path, items).flatMap((item) => this.#entry(path, item));
    entries.sort((a, b) => compareUtf8(a.part, b.part));
    // `a` and `.~@a` both exist when a folder `a` was removed by hand and a file `a` was copied in.
    const single = entries.filter((entry, i) => entry.part !== entries[i - 1]?.part);
    this.#folders.set(path, { mtimeMs, isFresh, entries: single });
    return single;
  }

  #entry(path: string, item: Dirent): Entry[] {
    const part = partOfName(item.name, this.#objects);
    if (part === undefined) return [];
    const target = item.isSymbolicLink() ? statSync(join(path, item.name), { throwIfNoEntry: false }) : item;
    if (item.isDirectory()) return [{ part: `${part}/`, name: item.name, isFolder: true }];
    return target?.isFile() ? [{ part, name: item.name, isFolder: false }] : [];
  }
}

/**
 * Drops names that are not UTF-8, because a key is always UTF-8. Node.js decodes invalid bytes to U+FFFD, which a valid
 * name can hold as well: only the bytes on disk tell them apart.
 */
function withoutInvalidNames(path: string, items: Dirent[]): Dirent[] {
  if (!items.some(({ name }) => name.includes('\ufffd'))) return items;
  const onDisk = new Set(readdirSync(path, { encoding: 'buffer' }).map((bytes) => bytes.toString('latin1')));
  return items.filter(({ name }) => onDisk.has(Buffer.from(name).toString('latin1')));
}
