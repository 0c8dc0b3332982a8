import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef, useState } from 'react';

/** Browsers limit the height of an element to between 17 and 33 million pixels. */
const MAX_HEIGHT = 12_000_000;

/**
 * The rows near the screen. While the browser can scroll the height of all rows, the scroll bar is exact. Above that
 * height it is scaled: dragging it jumps in proportion, and the wheel still moves row by row.
 *
 * @param rowHeight  0 while the width of the grid is not known
 */
export function useScaledRows(count: number, rowHeight: number, grid: RefObject<HTMLDivElement | null>) {
  const maxRows = rowHeight > 0 ? Math.floor(MAX_HEIGHT / rowHeight) : 0;
  const shown = Math.min(count, maxRows);
  const hidden = count - shown;
  const [base, setBase] = useState(0);
  const lastOffset = useRef(0);
  const scrollMargin = grid.current?.offsetTop ?? 0;
  const virtualizer = useWindowVirtualizer({
    count: shown,
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollMargin,
    onChange: ({ scrollOffset }) => {
      if (hidden === 0 || scrollOffset === null) return;
      const moved = Math.abs(scrollOffset - lastOffset.current);
      lastOffset.current = scrollOffset;
      const isJump = moved > 3 * window.innerHeight;
      if (isJump) setBase(Math.round(shareOf(scrollOffset - scrollMargin, shown * rowHeight) * hidden));
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of the rows is measured anew
  useEffect(() => {
    virtualizer.measure();
  }, [rowHeight]);
  const start = Math.min(base, hidden);
  return {
    /** The rows before the first that the height includes. */
    start,
    height: shown * rowHeight,
    items: virtualizer.getVirtualItems().map(({ index }) => ({ row: index + start, top: index * rowHeight })),
    show(row: number) {
      const isNear = row >= start && row < start + shown;
      const nextBase = isNear ? start : Math.round((row / count) * hidden);
      setBase(nextBase);
      virtualizer.scrollToIndex(row - nextBase, { align: 'auto' });
    },
  };
}

/** The position of the scroll bar: 0 at the first row, 1 when the last row is at the bottom of the window. */
function shareOf(offset: number, height: number): number {
  return Math.min(1, Math.max(0, offset / Math.max(1, height - window.innerHeight)));
}
