/** The layout of a grid. */
export interface Layout {
  columns: number;
  /** 0 while it is not known. */
  rowHeight: number;
  /** The number of rows before the first that the height of the grid includes. */
  start: number;
}

interface Seen {
  before: Layout;
  /** The pixels of the grid above the window. */
  passed: number;
  windowHeight: number;
  active: number;
}

/**
 * @returns the position of the tile that stays, and how far below the top of the window it is; undefined at the top of
 *          the grid, where nothing moves
 */
export function keptPlace({ before, passed, windowHeight, active }: Seen): { index: number; top: number } | undefined {
  const { columns, rowHeight, start } = before;
  if (passed <= 0) return undefined;
  const topOf = (index: number) => (Math.floor(index / columns) - start) * rowHeight - passed;
  const activeTop = topOf(active);
  const isActiveSeen = activeTop > -rowHeight && activeTop < windowHeight;
  const index = isActiveSeen ? active : (start + Math.ceil(passed / rowHeight)) * columns;
  return { index, top: topOf(index) };
}
