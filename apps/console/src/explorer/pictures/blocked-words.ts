import type { BlockedBy } from './read-picture.ts';

interface Words {
  /** The text on a tile. */
  short: string;
  title: string;
  text: string;
}

/** Why a browser cannot show a bucket's pictures, and which page has the fix. */
export const BLOCKED: Readonly<Record<BlockedBy, Words>> = {
  CORS: {
    short: 'Blocked by CORS',
    title: 'The bucket does not let this page read its files',
    text: 'Its CORS rule is missing or names another origin. Syncs work, and only the pictures here are missing.',
  },
  PERMISSION: {
    short: 'Not readable',
    title: 'S3 refuses to deliver this file',
    // S3 answers 404 only to a role that may list the whole bucket.
    text: 'The role may not read it, or the file is gone: S3 answers both alike. Check the connection to find out.',
  },
  GONE: {
    short: 'Not in the bucket',
    title: 'The file is no longer in the bucket',
    text: 'It was deleted or moved since the last sync. The next sync updates the dataset.',
  },
  NO_LINK: {
    short: 'Connection broken',
    title: 'There is no link to this file',
    text: 'The connection is unhealthy, so no link can be signed. Its page says why.',
  },
};
