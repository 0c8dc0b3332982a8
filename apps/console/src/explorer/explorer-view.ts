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
