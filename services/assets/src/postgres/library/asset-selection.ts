import type { AssetSelection } from '../../domain/ports.ts';

/** The parameters of `MATCHES_SELECTION`, $1 to $11; a statement adds its own from $12. */
export function selectionValues({ organizationId, datasetId, filter }: AssetSelection): unknown[] {
  const { ids, objectKeys, connectionId, mediaType, search, minWidth, minHeight, isConnected, isDuplicate } = filter;
  return [
    organizationId,
    datasetId,
    connectionId,
    mediaType,
    search === null ? null : `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`,
    minWidth,
    minHeight,
    isConnected,
    isDuplicate,
    ids,
    objectKeys,
  ];
}

// The column search_key is folded in the same way.
const SEARCH_PATTERN = `lower(normalize($5, NFC) collate pg_c_utf8) collate "C"`;

const DUPLICATES = `
  select id
  from (
    select id, row_number() over (partition by etag, size_bytes order by id) as position
    from assets
    where dataset_id = $2
  ) as same_bytes
  where position > 1`;

/** Finding the duplicates of a million assets is one pass over their index, some 0.5 s. */
export const MATCHES_SELECTION = `
  assets.organization_id = $1 and assets.dataset_id = $2
  and ($10::uuid[] is null or assets.id = any($10))
  and ($11::text[] is null or assets.object_key = any($11))
  and ($3::text is null or assets.connection_id = $3)
  and ($4::text is null or assets.media_type = $4)
  and ($5::text is null or coalesce(assets.search_key, assets.object_key) like ${SEARCH_PATTERN})
  and ($6::integer is null or assets.width >= $6)
  and ($7::integer is null or assets.height >= $7)
  and ($8::boolean is null or $8 = (assets.connection_id not in (
    select id from connections where organization_id = $1 and dataset_id = $2 and removed_at is not null
  )))
  and ($9::boolean is distinct from true or assets.id in (${DUPLICATES}))
  and ($9::boolean is distinct from false or assets.id not in (${DUPLICATES}))`;
