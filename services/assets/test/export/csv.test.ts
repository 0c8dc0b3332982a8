import { expect, test } from 'vitest';
import type { ExportColumn } from '../../src/domain/export.ts';
import { encodeCsv } from '../../src/export/csv.ts';

const COLUMNS: ExportColumn<string>[] = [{ name: 'key', type: 'STRING', read: (key) => key }];

/** The only cell of a row, as a reader of RFC 4180 returns it. */
async function cellOf(key: string): Promise<string> {
  async function* rows() {
    yield [key];
  }
  let text = '';
  for await (const part of encodeCsv(COLUMNS, rows())) text += part;
  const line = text.slice('key\r\n'.length, -'\r\n'.length);
  return line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line;
}

test.each([
  ...['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '\n=1', "'a"],
  ...['＝1+1', '＋1', '－1', '＠SUM(1)'],
  ...[' =1', '\u00a0=1', '\u3000＝1', '\ufeff=1', '\u200b=1', '\u202e=1', '\u0001=1'],
])('the cell of %j starts with an apostrophe, and holds the exact text behind it', async (key) => {
  expect(await cellOf(key)).toBe(`'${key}`);
});

test.each(['a=1', '1-1', ' a.jpg', '\u00e9.jpg', '_=1', '(=1)'])('the cell of %j is the text itself', async (key) => {
  expect(await cellOf(key)).toBe(key);
});
