import { createHash } from 'node:crypto';

/**
 * Maps keys to paths in the objects folder: `photos/a.jpg` is the file `photos/a.jpg`. A part of a key that is no
 * valid file name gets a name that starts with `.~`:
 *
 * | in the key                              | in the folder                                              |
 * |-----------------------------------------|------------------------------------------------------------|
 * | an empty part (`a//b`, `a/`, `/a`)      | `.~empty`                                                  |
 * | a part `.` or `..`                      | `.~dot`, `.~dotdot`                                        |
 * | a part that itself begins with `.~`     | `.~=` and the part                                         |
 * | a part with a NUL                       | `.~x` and the part's UTF-8 in hex                          |
 * | a part of more than 255 bytes           | `.~#` and its SHA-256; the part is stored in `names/<hash>` |
 * | `a` beside `a/b` (a file and a folder)  | the object `a` is `.~@a`                                   |
 */
const LONGEST_NAME_BYTES = 255;

/** Stores the parts that are too long for a file name. */
export interface LongNames {
  remember(hash: string, part: string): void;
  recall(hash: string): string | undefined;
}

/** The file names of a key's parts, folder by folder. */
export function namesOfKey(key: string, longNames: LongNames): string[] {
  return key.split('/').map((part) => nameOfPart(part, longNames));
}

/** The name of an object's file when a folder has the plain name. */
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
  // Three bytes stay free for a `.~@` before the name.
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES - 3) return name;
  const hash = createHash('sha256').update(part).digest('hex');
  longNames.remember(hash, part);
  return `.~#${hash}`;
}

/**
 * The part of a key for the name of a file or folder.
 *
 * @returns undefined for a name that encodes no part
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
