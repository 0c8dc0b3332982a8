import { unreachable } from '@bucket-sync/shared/errors';
import type { ExportColumn, ExportFormat } from '../domain/export.ts';
import { encodeCsv } from './csv.ts';
import { encodeJsonLines } from './json-lines.ts';
import { encodeParquet } from './parquet.ts';

/** Encodes rows in a format as a stream. */
export function encode<Row>(
  format: ExportFormat,
  columns: readonly ExportColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncIterable<string | Uint8Array> {
  switch (format) {
    case 'CSV':
      return encodeCsv(columns, batches);
    case 'JSON_LINES':
      return encodeJsonLines(columns, batches);
    case 'PARQUET':
      return encodeParquet(columns, batches);
    default:
      return unreachable(format);
  }
}
