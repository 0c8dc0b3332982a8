interface Grid {
  active: number;
  columns: number;
  total: number;
  /** The number of rows in the window. */
  perScreen: number;
}

/** The position to which a key moves the focus, as in a file manager; undefined for any other key. */
export function nextIndex(
  { key, ctrlKey, metaKey }: { key: string; ctrlKey: boolean; metaKey: boolean },
  { active, columns, total, perScreen }: Grid,
): number | undefined {
  const isWhole = ctrlKey || metaKey;
  const rowStart = active - (active % columns);
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: active + 1,
    ArrowLeft: active - 1,
    ArrowDown: active + columns,
    ArrowUp: active - columns,
    PageDown: active + columns * perScreen,
    PageUp: active - columns * perScreen,
    Home: isWhole ? 0 : rowStart,
    End: isWhole ? total - 1 : rowStart + columns - 1,
  };
  const next = moves[key];
  return next === undefined ? undefined : Math.min(total - 1, Math.max(0, next));
}
