import { type RefObject, useLayoutEffect, useRef } from 'react';
import { keptPlace, type Layout } from './kept-place.ts';

interface Options {
  layout: Layout;
  grid: RefObject<HTMLDivElement | null>;
  /** The position of the active tile. */
  active: number;
  /** Scrolls to a row when `start` is not 0. */
  show: (row: number) => void;
}

/**
 * Keeps the tiles of the window in it when the number of columns changes: when the panel opens or closes, or the window
 * changes its width. The active tile, if it is in the window, stays at its height.
 */
export function useKeptPlace({ layout, grid, active, show }: Options): void {
  const shown = useRef(layout);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = layout;
    const isSame = before.columns === layout.columns && before.rowHeight === layout.rowHeight;
    if (isSame || before.rowHeight === 0 || layout.rowHeight === 0) return;
    const gridTop = grid.current?.offsetTop ?? 0;
    const place = keptPlace({ before, passed: window.scrollY - gridTop, windowHeight: window.innerHeight, active });
    if (!place) return;
    const row = Math.floor(place.index / layout.columns);
    if (layout.start > 0 || before.start > 0) show(row);
    else window.scrollTo(0, gridTop + row * layout.rowHeight - place.top);
  });
}
