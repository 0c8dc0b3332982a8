import { useSearchParams } from 'wouter';
import type { AssetFilter, AssetOrder, MediaType } from '../api/operations.generated.ts';

type AssetStatus = 'connected' | 'disconnected';

/** The state of the Explorer. The address contains all of it, and a link shows the same view. */
export interface ExplorerView {
  search: string;
  mediaType: MediaType | '';
  connectionId: string;
  minWidth: number | '';
  minHeight: number | '';
  /** Disconnected: the connection of the asset was removed. */
  status: AssetStatus | '';
  /** Only assets whose bytes an earlier asset has. */
  duplicates: 'only' | '';
  orderBy: AssetOrder;
  /** The asset whose panel is open. */
  assetId: string;
}

const NAMES: Readonly<Record<keyof ExplorerView, string>> = {
  search: 'q',
  mediaType: 'type',
  connectionId: 'connection',
  minWidth: 'min-width',
  minHeight: 'min-height',
  status: 'status',
  duplicates: 'duplicates',
  orderBy: 'order',
  assetId: 'asset',
};

export const NO_FILTER = {
  search: '',
  mediaType: '',
  connectionId: '',
  minWidth: '',
  minHeight: '',
  status: '',
  duplicates: '',
} satisfies Partial<ExplorerView>;

const ORDERS: readonly AssetOrder[] = ['OBJECT_KEY', 'NEWEST', 'LARGEST'];

export function useExplorerView(): [ExplorerView, (change: Partial<ExplorerView>) => void] {
  const [params, setParams] = useSearchParams();
  const text = (name: keyof ExplorerView) => params.get(NAMES[name]) ?? '';
  const pixels = (name: keyof ExplorerView) => {
    const value = Number.parseInt(text(name), 10);
    return value > 0 ? value : '';
  };
  const view: ExplorerView = {
    search: text('search'),
    mediaType: typeOf(text('mediaType')),
    connectionId: text('connectionId'),
    minWidth: pixels('minWidth'),
    minHeight: pixels('minHeight'),
    status: statusOf(text('status')),
    duplicates: text('duplicates') === 'only' ? 'only' : '',
    orderBy: orderOf(text('orderBy')),
    assetId: text('assetId'),
  };
  const change = (changes: Partial<ExplorerView>) => {
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes) as [keyof ExplorerView, string | number][]) {
          const isDefault = value === '' || (name === 'orderBy' && value === 'OBJECT_KEY');
          if (isDefault) after.delete(NAMES[name]);
          else after.set(NAMES[name], String(value));
        }
        return after;
      },
      // The back button closes an opened panel. It does not undo typing in the search field.
      { replace: !('assetId' in changes && changes.assetId) },
    );
  };
  return [view, change];
}

export const statusOf = (text: string) => (text === 'connected' || text === 'disconnected' ? text : '');
export const typeOf = (text: string) => (text === 'IMAGE' || text === 'VIDEO' ? text : '');
export const orderOf = (text: string) => ORDERS.find((order) => order === text) ?? 'OBJECT_KEY';

export function filterOf(view: ExplorerView): AssetFilter {
  return {
    ...(view.search && { search: view.search }),
    ...(view.mediaType && { mediaType: view.mediaType }),
    ...(view.connectionId && { connectionId: view.connectionId }),
    ...(view.minWidth && { minWidth: view.minWidth }),
    ...(view.minHeight && { minHeight: view.minHeight }),
    ...(view.status && { isConnected: view.status === 'connected' }),
    ...(view.duplicates && { isDuplicate: true }),
  };
}

export const isFiltered = (view: ExplorerView) => Object.keys(filterOf(view)).length > 0;
