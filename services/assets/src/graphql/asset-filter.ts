import type { AssetFilter } from '../domain/paging.ts';
import { searchable } from './page.ts';
import type { AssetFilter as AssetFilterInput } from './schema.generated.ts';

/** @throws AppError BAD_REQUEST for text that no key and no id can hold */
export function assetFilterOf(input: AssetFilterInput | null | undefined): AssetFilter {
  return {
    connectionId: searchable('filter.connectionId', input?.connectionId),
    mediaType: input?.mediaType ?? null,
    search: searchable('filter.search', input?.search) || null,
    minWidth: input?.minWidth ?? null,
    minHeight: input?.minHeight ?? null,
    isConnected: input?.isConnected ?? null,
    isDuplicate: input?.isDuplicate ?? null,
  };
}
