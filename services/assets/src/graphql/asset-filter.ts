import { AppError } from '@bucket-sync/shared/errors';
import { isId } from '@bucket-sync/shared/ids';
import type { AssetFilter } from '../domain/paging.ts';
import { searchable } from './page.ts';
import type { AssetFilter as AssetFilterInput } from './schema.generated.ts';

/** The most ids, or object keys, that a filter names. */
const MOST_NAMED = 1_000;

/** @throws AppError BAD_REQUEST for text that no key and no id can hold */
export function assetFilterOf(input: AssetFilterInput | null | undefined): AssetFilter {
  return {
    ids: idsOf(input?.ids),
    objectKeys: objectKeysOf(input?.objectKeys),
    connectionId: searchable('filter.connectionId', input?.connectionId),
    mediaType: input?.mediaType ?? null,
    search: searchable('filter.search', input?.search) || null,
    minWidth: input?.minWidth ?? null,
    minHeight: input?.minHeight ?? null,
    isConnected: input?.isConnected ?? null,
    isDuplicate: input?.isDuplicate ?? null,
  };
}

function idsOf(ids: readonly string[] | null | undefined): readonly string[] | null {
  if (!ids) return null;
  requireFew('filter.ids', ids);
  // A text that is not an id matches no asset.
  return ids.filter(isId);
}

function objectKeysOf(keys: readonly string[] | null | undefined): readonly string[] | null {
  if (!keys) return null;
  requireFew('filter.objectKeys', keys);
  for (const key of keys) searchable('filter.objectKeys', key);
  return keys;
}

function requireFew(field: string, named: readonly string[]): void {
  if (named.length > MOST_NAMED)
    throw new AppError('BAD_REQUEST', { why: `${field} has ${MOST_NAMED} entries at most` });
}
