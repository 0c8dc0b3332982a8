import { useMemo, useState } from 'react';
import type { TileFragment } from '../../api/operations.generated.ts';
import type { AssetPages } from '../asset-pages.ts';

export interface Selection {
  count: number;
  ids: readonly string[];
  has(id: string): boolean;
  /** @param isRange  selects every loaded asset from the last chosen one to this one */
  toggle(asset: TileFragment, index: number, isRange: boolean): void;
  clear(): void;
}

export function useSelection(pages: AssetPages): Selection {
  const [state, setState] = useState<{ ids: ReadonlySet<string>; last: number }>({ ids: new Set(), last: 0 });
  return useMemo(
    () => ({
      count: state.ids.size,
      ids: [...state.ids],
      has: (id) => state.ids.has(id),
      // From the state before, because a tile that did not render again calls the function of an earlier selection.
      toggle: (asset, index, isRange) =>
        setState((before) => {
          const ids = new Set(before.ids);
          if (isRange) {
            const [from, to] = [Math.min(index, before.last), Math.max(index, before.last)];
            for (let at = from; at <= to; at += 1) {
              const between = pages.at(at);
              if (between) ids.add(between.id);
            }
          } else if (!ids.delete(asset.id)) ids.add(asset.id);
          return { ids, last: index };
        }),
      clear: () => setState({ ids: new Set(), last: 0 }),
    }),
    [pages, state],
  );
}
