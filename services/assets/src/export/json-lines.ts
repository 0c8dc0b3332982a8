import type { ExportColumn } from '../domain/export.ts';

/** Rows as JSON Lines: one object a line, times as ISO 8601, in UTF-8. */
export async function* encodeJsonLines<Row>(
  columns: readonly ExportColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncIterable<string> {
  for await (const rows of batches) {
    yield rows
      .map((row) => `${JSON.stringify(Object.fromEntries(columns.map(({ name, read }) => [name, read(row)])))}\n`)
      .join('');
  }
}
