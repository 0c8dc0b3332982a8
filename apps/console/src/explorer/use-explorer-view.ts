import { useSearchParams } from 'wouter';
import { type ExplorerView, orderOf, statusOf, typeOf } from './explorer-view.ts';

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
      // The back button closes an opened panel. It neither steps through the assets nor undoes a search.
      { replace: !(changes.assetId && !view.assetId) },
    );
  };
  return [view, change];
}
