import { AppError } from '@bucket-sync/shared/errors';
import { z } from 'zod';
import type { AssetOrder, AssetPosition, KeyPosition } from '../domain/paging.ts';

/** Of assets and skipped files. */
export const FILE_PAGE = { byDefault: 50, most: 100 };
/** PostgreSQL reads the rows that it skips: 10,000 rows of the index take some 10 ms. */
const MOST_SKIPPED = 10_000;

/** A page as the contract defines it. `totalCount` is queried only if the request selects it. */
export interface Page<Node> {
  totalCount: () => Promise<number>;
  edges: { cursor: string; node: Node }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** @throws AppError BAD_REQUEST unless it is from 0 to 10,000; null is 0 */
export function skipCount(skip: number | null | undefined): number {
  const count = skip ?? 0;
  if (count < 0 || count > MOST_SKIPPED) {
    throw new AppError('BAD_REQUEST', { why: `skip must be from 0 to ${MOST_SKIPPED}` });
  }
  return count;
}

/** @throws AppError BAD_REQUEST for text that no key and no id can hold; the error names the field */
export function searchable(field: string, text: string | null | undefined): string | null {
  if (text?.includes('\0')) throw new AppError('BAD_REQUEST', { why: `${field} holds NUL` });
  return text ?? null;
}

/**
 * @param found  the files of the page, and one more if there is a next page
 * @param size   of the page
 */
export function pageOf<Found, Node>(options: {
  found: readonly Found[];
  size: number;
  after: AssetPosition | null;
  positionOf: (found: Found) => AssetPosition;
  nodeOf: (found: Found) => Node;
  totalCount: () => Promise<number>;
}): Page<Node> {
  const { found, size, after, positionOf, nodeOf, totalCount } = options;
  const edges = found.slice(0, size).map((each) => ({ cursor: encodeCursor(positionOf(each)), node: nodeOf(each) }));
  return {
    totalCount,
    edges,
    pageInfo: {
      hasNextPage: found.length > size,
      // A page after a cursor has a previous page: the cursor's file is in it.
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function encodeCursor(position: AssetPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

const text = z.string().refine((value) => !value.includes('\0'));
const position = z.discriminatedUnion('order', [
  z.strictObject({ order: z.literal('OBJECT_KEY'), objectKey: text, connectionId: text }),
  z.strictObject({ order: z.literal('NEWEST'), id: z.guid() }),
  z.strictObject({
    order: z.literal('LARGEST'),
    sizeBytes: z.number().int().nonnegative(),
    etag: text,
    id: z.guid(),
  }),
]);

/** @throws AppError BAD_REQUEST for a text that is not a cursor of this order */
export function decodeCursor(cursor: string | null | undefined, order: 'OBJECT_KEY'): KeyPosition | null;
export function decodeCursor(cursor: string | null | undefined, order: AssetOrder): AssetPosition | null;
export function decodeCursor(cursor: string | null | undefined, order: AssetOrder): AssetPosition | null {
  if (cursor === null || cursor === undefined) return null;
  const parsed = position.safeParse(jsonOf(cursor));
  if (!parsed.success || parsed.data.order !== order) {
    throw new AppError('BAD_REQUEST', { why: `after is no cursor of a list in the order ${order}` });
  }
  return parsed.data;
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    // The text is not JSON, so it is not a cursor. The schema refuses undefined.
    return undefined;
  }
}
