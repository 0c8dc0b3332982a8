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
    text: 'Its CORS rule is missing or names another origin. Syncing works; only pictures here do not.',
  },
  PERMISSION: {
    short: 'Not permitted',
    title: 'AWS refuses to hand out this file',
    text: 'The role may not read it, or the bucket denies it. Run the check of the connection to see what is missing.',
  },
  GONE: {
    short: 'Not in the bucket',
    title: 'The file is no longer in the bucket',
    text: 'It was deleted or moved since the last sync. The next sync brings the dataset in step.',
  },
  NO_LINK: {
    short: 'Connection broken',
    title: 'There is no link to this file',
    text: 'The connection is unhealthy, so no link can be signed. Its page says why.',
  },
};
