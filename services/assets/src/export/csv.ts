import type { ExportColumn, ExportValue } from '../domain/export.ts';

/**
 * A spreadsheet runs a cell that begins with one of these characters as a formula, also in their full-width forms, and
 * behind spaces or invisible characters that an import removes. A leading apostrophe prevents that.
 * A cell that begins with an apostrophe also gets one, so a reader always removes exactly one. The other formats need
 * no change.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^(?:['\t\r\n]|[\s\p{Default_Ignorable_Code_Point}\p{Cc}]*[=+\-@＝＋－＠])/u;
const NEEDS_QUOTES = /[",\r\n]/;

/** Rows as CSV after RFC 4180, in UTF-8, with a header. A null is an empty cell. */
export async function* encodeCsv<Row>(
  columns: readonly ExportColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncIterable<string> {
  yield `${columns.map(({ name }) => name).join(',')}\r\n`;
  for await (const rows of batches) {
    yield rows.map((row) => `${columns.map(({ read }) => cell(read(row))).join(',')}\r\n`).join('');
  }
}

function cell(value: ExportValue): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
