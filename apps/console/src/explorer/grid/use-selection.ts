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

interface State {
  ids: ReadonlySet<string>;
  /** The filter under which the assets were selected. */
  filter: string;
  /** The asset that was chosen last: its position in these pages. */
  last?: { index: number; pages: AssetPages };
}

/** @param filter  another filter ends the selection: nothing is selected that the person cannot see */
export function useSelection(pages: AssetPages, filter: string): Selection {
  const [state, setState] = useState<State>({ ids: new Set(), filter });
  if (state.filter !== filter) setState({ ids: new Set(), filter });
  return useMemo(
    () => ({
      count: state.ids.size,
      ids: [...state.ids],
      has: (id) => state.ids.has(id),
      // From the state before, because a tile that did not render again calls the function of an earlier selection.
      toggle: (asset, index, isRange) =>
        setState((before) => {
          const ids = new Set(before.ids);
          if (isRange && before.last?.pages === pages) {
            const [from, to] = [Math.min(index, before.last.index), Math.max(index, before.last.index)];
            for (let at = from; at <= to; at += 1) {
              const between = pages.at(at);
              if (between) ids.add(between.id);
            }
          } else if (!ids.delete(asset.id)) ids.add(asset.id);
          return { ...before, ids, last: { index, pages } };
        }),
      clear: () => setState({ ids: new Set(), filter }),
    }),
    [pages, filter, state],
  );
}
