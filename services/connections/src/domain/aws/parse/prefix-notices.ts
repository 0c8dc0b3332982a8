import { IMAGE_EXTENSIONS, VIDEO_EXTENSIONS } from '@bucket-sync/shared/contracts';

/** A prefix that is the key of one file. */
const FILE = new RegExp(`[^/]\\.(?:${[...IMAGE_EXTENSIONS, ...VIDEO_EXTENSIONS].join('|')})$`, 'i');

/** Notices about a prefix that is valid but rarely meant. The prefix is stored unchanged. */
export function prefixNotices(prefix: string, bucketName: string): string[] {
  if (prefix === '') return [];
  const notices = [...seldomMeant(prefix, bucketName), ...likelySlips(prefix)];
  if (FILE.test(prefix)) notices.push(fileNotice(prefix));
  else if (!prefix.endsWith('/')) notices.push(siblingsNotice(prefix));
  return notices;
}

const STORED = 'It was stored as it is, since keys may have such characters';

/** Characters that are copied with a prefix from a path, a list or a program. */
function likelySlips(prefix: string): string[] {
  const notices: string[] = [];
  const segments = prefix.split('/');
  if (segments.some((segment, at) => segment === '..' || (segment === '.' && at > 0))) {
    notices.push(
      `The prefix holds "." or ".." between slashes, which S3 takes literally. ${STORED}, but no browser can load ` +
        `such files: if a folder is meant, change the prefix to ${JSON.stringify(resolved(segments))}.`,
    );
  }
  if (/[^/]\/\//.test(prefix)) {
    notices.push(
      `The prefix holds two slashes in a row, which stand for a folder without a name. ${STORED}: if that is not ` +
        `meant, change the prefix to ${JSON.stringify(prefix.replace(/\/{2,}/g, '/'))}.`,
    );
  }
  const quoted = /^["'`\u201c\u2018](.*)["'`\u201d\u2019]$/.exec(prefix.trim());
  if (quoted) {
    notices.push(
      `The prefix is in quotation marks. ${STORED}: if they are not meant, change the prefix to ` +
        `${JSON.stringify(quoted[1])}.`,
    );
  }
  const separator = /[,;]/.exec(prefix)?.[0];
  if (separator) {
    notices.push(
      `The prefix holds ${JSON.stringify(separator)}. ${STORED}: a connection has one prefix, so for several folders ` +
        'leave the common part and use include patterns; if it is not meant, remove it.',
    );
  }
  if (/[?[\]{}]/.test(prefix)) {
    notices.push(
      `The prefix holds characters of a pattern (?, [ ] or { }), which stand for themselves here. ${STORED}: for a ` +
        'pattern use the include patterns of this connection.',
    );
  }
  return notices;
}

/** The prefix in the form of a path. */
function resolved(segments: readonly string[]): string {
  const path: string[] = [];
  for (const segment of segments) {
    if (segment === '..') path.pop();
    else if (segment !== '.') path.push(segment);
  }
  return path.join('/');
}

function seldomMeant(prefix: string, bucketName: string): string[] {
  const notices: string[] = [];
  const leading = /^\.?\/+/.exec(prefix)?.[0];
  if (leading) {
    const bare = prefix.slice(leading.length);
    notices.push(
      `The prefix begins with ${leading.startsWith('.') ? 'a dot and a slash' : 'a slash'}. It was stored, but ` +
        `object keys seldom begin with one: if your keys look like "${bare || 'train/'}…" in the S3 console, ` +
        `${bare ? `change the prefix to ${JSON.stringify(bare)}` : 'leave the prefix empty'}.`,
    );
  }
  if (prefix !== prefix.trim()) {
    notices.push(
      'The prefix begins or ends with a blank or a line end. It was stored as it is: remove it if it is not meant.',
    );
  }
  if (prefix.startsWith(`${bucketName}/`)) {
    notices.push(
      'The prefix begins with the name of the bucket. It was stored, but object keys do not hold that name by ' +
        `themselves: if there is no folder ${JSON.stringify(bucketName)} in the bucket, change the prefix to ` +
        `${JSON.stringify(prefix.slice(bucketName.length + 1))}.`,
    );
  }
  if (prefix.includes('*')) {
    notices.push(
      'The prefix holds a star, which stands for itself: every key that begins with the prefix belongs to it anyway. ' +
        `If any key is meant, change the prefix to ${JSON.stringify(prefix.slice(0, prefix.indexOf('*')))}.`,
    );
  }
  if (/\\/.test(prefix) && !prefix.includes('/')) {
    notices.push(
      'The prefix holds a backslash. It was stored, but the folders of S3 are divided by slashes: if that is meant, ' +
        `change the prefix to ${JSON.stringify(prefix.replaceAll('\\', '/'))}.`,
    );
  }
  if (/%(?:20|2f|5c|[c-f][\da-f]%)/i.test(prefix)) {
    notices.push(
      'The prefix looks like a part of a web address, with characters written as %20 or %2F. It was stored as it is: ' +
        'enter it as the S3 console shows it.',
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
