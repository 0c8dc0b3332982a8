import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { besideFolder, type LongNames, namesOfKey } from './key-path.ts';

/** The objects of one bucket as files: `<bucket>/objects/<key>`. */
export class ObjectFolder implements LongNames {
  readonly root: string;
  readonly #namesDirectory: string;
  readonly #names = new Map<string, string>();

  constructor(bucketDirectory: string) {
    this.root = join(bucketDirectory, 'objects');
    this.#namesDirectory = join(bucketDirectory, 'names');
    mkdirSync(this.root, { recursive: true });
  }

  /** The file of an object and its file status; undefined when the object does not exist. */
  find(key: string): { path: string; stats: Stats } | undefined {
    const names = namesOfKey(key, this);
    const plain = join(this.root, ...names);
    const stats = statFile(plain);
    if (stats?.isFile()) return { path: plain, stats };
    if (stats === undefined && !existsSync(dirname(plain))) return undefined;
    const beside = join(this.root, ...names.slice(0, -1), besideFolder(names.at(-1)!));
    const besideStats = statFile(beside);
    return besideStats?.isFile() ? { path: beside, stats: besideStats } : undefined;
  }

  /**
   * Moves a finished file into place in one step: readers find the old object or the new one.
   *
   * @param file  a file on the same file system; it is moved
   */
  place(key: string, file: string): void {
    const names = namesOfKey(key, this);
    this.#makeFolders(names.slice(0, -1));
    const plain = join(this.root, ...names);
    const beside = join(dirname(plain), besideFolder(names.at(-1)!));
    const isInTheWay = statFile(plain)?.isDirectory() === true;
    renameSync(file, isInTheWay ? beside : plain);
    if (!isInTheWay) rmSync(beside, { force: true });
  }

  /** Removes an object and the folders that become empty; does nothing when the object does not exist. */
  remove(key: string): void {
    const found = this.find(key);
    if (found === undefined) return;
    unlinkSync(found.path);
    for (let folder = dirname(found.path); folder !== this.root; folder = dirname(folder)) {
      try {
        rmdirSync(folder);
      } catch {
        return; // Not empty: something else lives there.
      }
    }
  }

  remember(hash: string, part: string): void {
    if (this.#names.has(hash)) return;
    mkdirSync(this.#namesDirectory, { recursive: true });
    writeFileSync(join(this.#namesDirectory, hash), part);
    this.#names.set(hash, part);
  }

  recall(hash: string): string | undefined {
    const known = this.#names.get(hash);
    if (known !== undefined) return known;
    const file = join(this.#namesDirectory, hash);
    if (!/^[0-9a-f]{64}$/.test(hash) || !existsSync(file)) return undefined;
    const part = readFileSync(file, 'utf8');
    this.#names.set(hash, part);
    return part;
  }

  /** Creates folders. An object whose name a folder needs is renamed. */
  #makeFolders(names: string[]): void {
    const folder = join(this.root, ...names);
    if (statFile(folder)?.isDirectory()) return;
    let path = this.root;
    for (const name of names) {
      const next = join(path, name);
      if (statFile(next)?.isFile()) renameSync(next, join(path, besideFolder(name)));
      mkdirSync(next, { recursive: true });
      path = next;
    }
  }
}

function statFile(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // `a/b` where `a` is a file, or a path that belongs to no object.
    if (['ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
