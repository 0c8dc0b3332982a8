import { createHash } from 'node:crypto';

/**
 * Where a key lives in the objects folder: `photos/a.jpg` is the file `photos/a.jpg`. What a file system cannot hold is
 * written with names that begin with `.~`:
 *
 * | in the key                              | in the folder                                              |
 * |-----------------------------------------|------------------------------------------------------------|
 * | an empty part (`a//b`, `a/`, `/a`)      | `.~empty`                                                  |
 * | a part `.` or `..`                      | `.~dot`, `.~dotdot`                                        |
 * | a part that itself begins with `.~`     | `.~=` and the part                                         |
 * | a part with a NUL                       | `.~x` and the part's UTF-8 in hex                          |
 * | a part of more than 255 bytes           | `.~#` and its SHA-256; the part is kept in `names/<hash>`  |
 * | `a` beside `a/b` (a file and a folder)  | the object `a` is `.~@a`                                   |
 */
const LONGEST_NAME_BYTES = 255;

/** Keeps the parts that are too long for a file name. */
export interface LongNames {
  remember(hash: string, part: string): void;
  recall(hash: string): string | undefined;
}

/** The file names of a key's parts, folder by folder. */
export function namesOfKey(key: string, longNames: LongNames): string[] {
  return key.split('/').map((part) => nameOfPart(part, longNames));
}

/** The name of an object's file where a folder of its own name is in the way. */
export function besideFolder(name: string): string {
  if (Buffer.byteLength(name) + 3 <= LONGEST_NAME_BYTES) return `.~@${name}`;
  throw new Error('a name this long is always stored by its hash');
}

function nameOfPart(part: string, longNames: LongNames): string {
  if (part === '') return '.~empty';
  if (part === '.') return '.~dot';
  if (part === '..') return '.~dotdot';
  let name = part;
  if (part.includes('\0')) name = `.~x${Buffer.from(part).toString('hex')}`;
  else if (part.startsWith('.~')) name = `.~=${part}`;
  // Three bytes are left free, so that `.~@` can always be put before it.
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES - 3) return name;
  const hash = createHash('sha256').update(part).digest('hex');
  longNames.remember(hash, part);
  return `.~#${hash}`;
}

/**
 * The part of a key that a file or folder name stands for.
 *
 * @returns undefined for a name that stands for nothing
 */
export function partOfName(name: string, longNames: LongNames): string | undefined {
  if (!name.startsWith('.~')) return name;
  if (name === '.~empty') return '';
  if (name === '.~dot') return '.';
  if (name === '.~dotdot') return '..';
  const rest = name.slice(3);
  switch (name[2]) {
    case '=':
      return rest;
    case 'x':
      return Buffer.from(rest, 'hex').toString();
    case '#':
      return longNames.recall(rest);
    case '@':
      return partOfName(rest, longNames);
    default:
      return undefined;
  }
}
