import { type Asset, filenameOf, type SkippedFile } from './asset.ts';
import { losslessCommand } from './fixes/command.ts';
import { fixesOf } from './fixes/fixes-of.ts';

export type ExportContent = 'ASSETS' | 'SKIPPED_FILES';
export type ExportFormat = 'CSV' | 'JSON_LINES' | 'PARQUET';
export type ExportValue = string | number | boolean | Date | null;

/** One column of an export: docs/exports.md names them all. */
export interface ExportColumn<Row> {
  name: string;
  type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP';
  isNullable?: true;
  read: (row: Row) => ExportValue;
}

export const ASSET_COLUMNS: readonly ExportColumn<Asset>[] = [
  { name: 'id', type: 'STRING', read: (asset) => asset.id },
  { name: 'dataset_id', type: 'STRING', read: (asset) => asset.datasetId },
  { name: 'connection_id', type: 'STRING', read: (asset) => asset.connectionId },
  { name: 'object_key', type: 'STRING', read: (asset) => asset.objectKey },
  { name: 'filename', type: 'STRING', read: (asset) => filenameOf(asset.objectKey) },
  { name: 'media_type', type: 'STRING', read: (asset) => asset.mediaType },
  { name: 'content_type', type: 'STRING', read: (asset) => asset.contentType },
  { name: 'size_bytes', type: 'INT64', read: (asset) => asset.sizeBytes },
  { name: 'etag', type: 'STRING', read: (asset) => asset.etag },
  { name: 'width', type: 'INT32', read: (asset) => asset.width },
  { name: 'height', type: 'INT32', read: (asset) => asset.height },
  { name: 'duration_ms', type: 'INT32', isNullable: true, read: ({ video }) => video?.durationMs ?? null },
  { name: 'frame_rate', type: 'DOUBLE', isNullable: true, read: ({ video }) => video?.frameRate ?? null },
  { name: 'frame_count', type: 'INT32', isNullable: true, read: ({ video }) => video?.frameCount ?? null },
  { name: 'codec', type: 'STRING', isNullable: true, read: ({ video }) => video?.codec ?? null },
  { name: 'pixel_format', type: 'STRING', isNullable: true, read: ({ video }) => video?.pixelFormat ?? null },
  { name: 'major_brand', type: 'STRING', isNullable: true, read: ({ video }) => video?.majorBrand ?? null },
  { name: 'last_modified', type: 'TIMESTAMP', read: (asset) => asset.lastModified },
  { name: 'added_at', type: 'TIMESTAMP', read: (asset) => asset.addedAt },
  { name: 'updated_at', type: 'TIMESTAMP', read: (asset) => asset.updatedAt },
  { name: 'is_connected', type: 'BOOLEAN', read: (asset) => asset.isConnected },
];

export const SKIPPED_FILE_COLUMNS: readonly ExportColumn<SkippedFile>[] = [
  { name: 'id', type: 'STRING', read: (file) => file.id },
  { name: 'connection_id', type: 'STRING', read: (file) => file.connectionId },
  { name: 'object_key', type: 'STRING', read: (file) => file.objectKey },
  { name: 'filename', type: 'STRING', read: (file) => filenameOf(file.objectKey) },
  { name: 'size_bytes', type: 'INT64', read: (file) => file.sizeBytes },
  { name: 'reason', type: 'STRING', read: (file) => file.reason },
  { name: 'detail', type: 'STRING', read: (file) => file.detail },
  {
    name: 'fix_command',
    type: 'STRING',
    isNullable: true,
    read: (file) => losslessCommand(fixesOf(file), file.objectKey),
  },
  { name: 'first_skipped_at', type: 'TIMESTAMP', read: (file) => file.firstSkippedAt },
  { name: 'last_skipped_at', type: 'TIMESTAMP', read: (file) => file.lastSkippedAt },
];

const EXTENSIONS: Record<ExportFormat, string> = { CSV: 'csv', JSON_LINES: 'jsonl', PARQUET: 'parquet' };
const LONGEST_STEM = 60;

/** The file name of a download, in plain ASCII: "street-scenes-assets-2026-11-27.csv". */
export function exportFilename(datasetName: string, content: ExportContent, format: ExportFormat, now: Date): string {
  const what = content === 'ASSETS' ? 'assets' : 'skipped-files';
  return `${slug(datasetName)}-${what}-${now.toISOString().slice(0, 10)}.${EXTENSIONS[format]}`;
}

export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.slice(0, LONGEST_STEM).replaceAll(/^-+|-+$/g, '') || 'dataset';
}
