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
      toggle(asset, index, isRange) {
        const ids = new Set(state.ids);
        if (isRange) {
          const [from, to] = [Math.min(index, state.last), Math.max(index, state.last)];
          for (let at = from; at <= to; at += 1) {
            const between = pages.at(at);
            if (between) ids.add(between.id);
          }
        } else if (!ids.delete(asset.id)) ids.add(asset.id);
        setState({ ids, last: index });
      },
      clear: () => setState({ ids: new Set(), last: 0 }),
    }),
    [pages, state],
  );
}
