/** A column of a table: its heading, and whether its cells are numbers. */
export interface Column {
  heading: string;
  isNumber?: boolean;
}

/** Lines of a table with aligned columns, two spaces between them; the last column has no limit. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => width(row[index] ?? ''))));
  const line = (row: readonly string[]) =>
    columns
      .map(({ isNumber }, index) => pad(row[index] ?? '', widths[index] ?? 0, isNumber ?? false))
      .join('  ')
      .trimEnd();
  return [line(all[0]!), widths.map((columnWidth) => '─'.repeat(columnWidth)).join('  '), ...rows.map(line)];
}

/** Shortens a text at its start, because an object key ends with the name of the file. */
export function shortened(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `…${characters.slice(characters.length - longest + 1).join('')}`;
}

function pad(text: string, columnWidth: number, isNumber: boolean): string {
  const space = ' '.repeat(Math.max(0, columnWidth - width(text)));
  return isNumber ? space + text : text + space;
}

/** Width in cells of a terminal: East Asian letters take two. */
function width(text: string): number {
  let cells = 0;
  for (const character of text)
    cells += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character) ? 2 : 1;
  return cells;
}
