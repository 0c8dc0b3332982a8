import { invalid, type Problem } from './problem.ts';

/** The longest object key that S3 takes, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;

/** A prefix is taken literally, blanks and all: any of it may be part of a key. Only what no key can hold is refused. */
export function parsePrefix(typed: string | null | undefined): { prefix: string } | Problem {
  const prefix = typed ?? '';
  if (!prefix.isWellFormed()) return invalid('prefix', 'The prefix is not valid Unicode text.');
  if (prefix.includes('\0'))
    return invalid('prefix', 'The prefix holds a NUL character, which no object key can be asked by.');
  const bytes = new TextEncoder().encode(prefix).length;
  if (bytes > MAX_KEY_BYTES) {
    return invalid('prefix', `The prefix is ${bytes} bytes long; an object key has ${MAX_KEY_BYTES} bytes at most.`);
  }
  return { prefix };
}

/** What to mind about a prefix that is allowed but seldom meant. */
export function prefixNotices(prefix: string): string[] {
  if (prefix === '') return [];
  const notices: string[] = [];
  if (prefix.startsWith('/')) {
    const bare = prefix.replace(/^\/+/, '');
    notices.push(
      `The prefix begins with a slash. It was kept, but object keys seldom begin with one: if your keys look like ` +
        `"${bare || 'train/'}…" in the S3 console, change the prefix to ${JSON.stringify(bare)}.`,
    );
  }
  if (prefix !== prefix.trim()) {
    notices.push(
      'The prefix begins or ends with a blank or a line end. It was kept as it is: remove it if it is not meant.',
    );
  }
  if (!prefix.endsWith('/')) {
    notices.push(
      `The prefix does not end with a slash, so it also matches its siblings: "${prefix}" matches "${prefix}2/a.jpg" ` +
        `as well as "${prefix}/a.jpg". If only the folder is meant, change the prefix to "${prefix}/".`,
    );
  }
  return notices;
}
