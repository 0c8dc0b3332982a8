import { binaryArray, type ElementType } from '@bucket-sync/shared/postgres';
import type { AcceptedFile } from '../../domain/intake.ts';

interface AssetColumn {
  name: string;
  /** Of one value. */
  type: ElementType;
  read: (file: AcceptedFile) => unknown;
  /** An update does not change the column. */
  isKept?: true;
}

/** The columns of an asset that a verdict fills. The insert, its values and the update are made from this table. */
const COLUMNS: readonly AssetColumn[] = [
  { name: 'object_key', type: 'text', read: (file) => file.objectKey, isKept: true },
  { name: 'id', type: 'uuid', read: (file) => file.id, isKept: true },
  { name: 'added_at', type: 'timestamptz', read: (file) => file.addedAt, isKept: true },
  { name: 'media_type', type: 'text', read: ({ media }) => media.mediaType },
  { name: 'content_type', type: 'text', read: ({ media }) => media.contentType },
  { name: 'size_bytes', type: 'bigint', read: (file) => file.sizeBytes },
  { name: 'etag', type: 'text', read: (file) => file.etag },
  { name: 'width', type: 'integer', read: ({ media }) => media.width },
  { name: 'height', type: 'integer', read: ({ media }) => media.height },
  { name: 'duration_ms', type: 'integer', read: ({ media }) => media.video?.durationMs },
  { name: 'frame_rate', type: 'double precision', read: ({ media }) => media.video?.frameRate },
  { name: 'frame_count', type: 'integer', read: ({ media }) => media.video?.frameCount },
  { name: 'codec', type: 'text', read: ({ media }) => media.video?.codec },
  { name: 'pixel_format', type: 'text', read: ({ media }) => media.video?.pixelFormat },
  { name: 'major_brand', type: 'text', read: ({ media }) => media.video?.majorBrand },
  { name: 'last_modified', type: 'timestamptz', read: (file) => file.lastModified },
];

const FIRST_PARAMETER = 5;

const names = COLUMNS.map(({ name }) => name).join(', ');
const arrays = COLUMNS.map(({ type }, at) => `$${at + FIRST_PARAMETER}::${type}[]`).join(', ');
const updates = COLUMNS.filter(({ isKept }) => !isKept).map(({ name }) => `${name} = excluded.${name}`);

/** $1 organization, $2 dataset, $3 connection, $4 now; then one array for each column. */
export const UPSERT_ASSETS = `
  insert into assets (organization_id, dataset_id, connection_id, updated_at, ${names})
  select $1, $2, $3, $4, ${names}
  from unnest(${arrays}) as file (${names})
  on conflict (organization_id, dataset_id, object_key, connection_id) do update
  set updated_at = excluded.updated_at, ${updates.join(', ')}`;

/** One array for each column, in the order of `UPSERT_ASSETS`. */
export function columnValues(files: readonly AcceptedFile[]): Buffer[] {
  return COLUMNS.map(({ type, read }) => binaryArray(type, files.map(read)));
}
