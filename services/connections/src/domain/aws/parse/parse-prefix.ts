import { invalid, type Problem } from '@bucket-sync/shared/problem';

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

/** A prefix that is the key of one file. */
const FILE = /[^/]\.(?:jpe?g|png|webp|gif|bmp|tiff?|heic|heif|avif|mp4|mov|m4v|webm|mkv|avi)$/i;

/** What to mind about a prefix that is allowed but seldom meant; it is kept as it is. */
export function prefixNotices(prefix: string, bucketName: string): string[] {
  if (prefix === '') return [];
  return [...seldomMeant(prefix, bucketName), ...endNotices(prefix)];
}

function endNotices(prefix: string) {
  if (FILE.test(prefix)) return [fileNotice(prefix)];
  return prefix.endsWith('/') ? [] : [siblingsNotice(prefix)];
}

function seldomMeant(prefix: string, bucketName: string): string[] {
  const notices: string[] = [];
  const leading = /^\.?\/+/.exec(prefix)?.[0];
  if (leading) {
    const bare = prefix.slice(leading.length);
    notices.push(
      `The prefix begins with ${leading.startsWith('.') ? 'a dot and a slash' : 'a slash'}. It was kept, but object keys seldom begin with one: if your ` +
        `keys look like "${bare || 'train/'}…" in the S3 console, ${bare ? `change the prefix to ${JSON.stringify(bare)}` : 'leave the prefix empty'}.`,
    );
  }
  if (prefix !== prefix.trim()) {
    notices.push(
      'The prefix begins or ends with a blank or a line end. It was kept as it is: remove it if it is not meant.',
    );
  }
  if (prefix.startsWith(`${bucketName}/`)) {
    notices.push(
      'The prefix begins with the name of the bucket. It was kept, but object keys do not hold that name by themselves: if ' +
        `there is no folder ${JSON.stringify(bucketName)} in the bucket, change the prefix to ${JSON.stringify(prefix.slice(bucketName.length + 1))}.`,
    );
  }
  if (prefix.includes('*')) {
    notices.push(
      'The prefix holds a star, which stands for itself: every key that begins with the prefix belongs to it anyway. If any ' +
        `key is meant, change the prefix to ${JSON.stringify(prefix.slice(0, prefix.indexOf('*')))}.`,
    );
  }
  if (/\\/.test(prefix) && !prefix.includes('/')) {
    notices.push(
      'The prefix holds a backslash. It was kept, but the folders of S3 are divided by slashes: if that is meant, change the ' +
        `prefix to ${JSON.stringify(prefix.replaceAll('\\', '/'))}.`,
    );
  }
  if (/%(?:20|2f|5c|[c-f][\da-f]%)/i.test(prefix)) {
    notices.push(
      'The prefix looks like a part of a web address, with characters written as %20 or %2F. It was kept as it is: enter it as ' +
        'the S3 console shows it.',
    );
  }
  return notices;
}

function fileNotice(prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  return (
    `The prefix looks like a file: only keys that begin with "${prefix}" belong to it. If its folder is meant, ` +
    `${folder ? `change the prefix to ${JSON.stringify(folder)}` : 'leave the prefix empty'}.`
  );
}

function siblingsNotice(prefix: string): string {
  return (
    `The prefix does not end with a slash, so it also matches its siblings: "${prefix}" matches "${prefix}2/a.jpg" ` +
    `as well as "${prefix}/a.jpg". If only the folder is meant, change the prefix to "${prefix}/".`
  );
}
