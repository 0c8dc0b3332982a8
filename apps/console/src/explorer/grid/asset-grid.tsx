import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { TileFragment } from '../../api/operations.generated.ts';
import type { AssetPages } from '../asset-pages.ts';
import type { Thumbnails } from '../pictures/thumbnails.ts';
import classes from './asset-grid.module.css';
import { AssetTile } from './asset-tile.tsx';
import { nextIndex } from './grid-keys.ts';
import { useKeptPlace } from './use-kept-place.ts';
import { useScaledRows } from './use-scaled-rows.ts';
import type { Selection } from './use-selection.ts';

const GAP = 12;
/** The height of the line with the file's name, below the picture. */
const CAPTION = 44;

/** The minimum width of a tile, by the width of the grid. A phone shows two tiles in a row. */
function tileWidth(width: number): number {
  if (width < 560) return 150;
  return width < 1800 ? 190 : 240;
}

interface Props {
  pages: AssetPages;
  total: number;
  thumbnails: Thumbnails;
  selection: Selection;
  /** The asset whose panel is open; empty when none is. */
  openId: string;
  label: string;
  onOpen: (asset: TileFragment) => void;
  onClose: () => void;
  ref: RefObject<HTMLDivElement | null>;
}

/** A grid of any number of assets. Only the rows near the screen are in the document. */
export function AssetGrid({ pages, total, thumbnails, selection, openId, label, onOpen, onClose, ref }: Props) {
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const [active, setActive] = useState(0);
  const id = useId();
  const columns = Math.max(1, Math.floor((width + GAP) / (tileWidth(width) + GAP)));
  const side = (width - GAP * (columns - 1)) / columns;
  const rowHeight = Math.round(side * 0.75) + CAPTION + GAP;
  const rows = useScaledRows(Math.ceil(total / columns), width === 0 ? 0 : rowHeight, ref);

  useKeptPlace({
    layout: { columns, rowHeight: width === 0 ? 0 : rowHeight, start: rows.start },
    grid: ref,
    active,
    show: rows.show,
  });

  const first = (rows.items[0]?.row ?? 0) * columns;
  const last = Math.min(total, ((rows.items.at(-1)?.row ?? 0) + 1) * columns) - 1;
  useEffect(() => {
    if (width > 0 && last >= first) pages.show(first, last);
  }, [pages, first, last, width]);

  /** What a key or a click asked of an asset that was not read yet; null after the next key or click. */
  const awaited = useRef<{ index: number; act: (asset: TileFragment) => void } | null>(null);
  useEffect(() => {
    const asset = awaited.current && pages.at(awaited.current.index);
    if (!asset) return;
    awaited.current?.act(asset);
    awaited.current = null;
  });

  function actionOf({ key, shiftKey }: KeyboardEvent): ((asset: TileFragment) => void) | undefined {
    if (key === 'Enter') return onOpen;
    if (key === ' ') return (asset) => selection.toggle(asset, active, shiftKey);
    return undefined;
  }

  function act(index: number, action: (asset: TileFragment) => void) {
    const asset = pages.at(index);
    awaited.current = asset ? null : { index, act: action };
    if (asset) action(asset);
  }

  function nextOf(event: KeyboardEvent): number | undefined {
    const perScreen = Math.max(1, Math.floor(window.innerHeight / rowHeight));
    return nextIndex(event, { active, columns, total, perScreen });
  }

  /** An open panel follows the arrow keys. While a key is held down, no asset is read. */
  function onKeyUp(event: KeyboardEvent) {
    if (openId && nextOf(event) !== undefined) act(active, onOpen);
  }

  function onKeyDown(event: KeyboardEvent) {
    const action = actionOf(event);
    const next = nextOf(event);
    if (action) act(active, action);
    else if (event.key === 'Escape' && openId) onClose();
    else if (next !== undefined) {
      awaited.current = null;
      setActive(next);
      rows.show(Math.floor(next / columns));
    } else return;
    event.preventDefault();
  }

  return (
    <div ref={sizeRef}>
      <div
        ref={ref}
        role="grid"
        aria-label={label}
        aria-rowcount={Math.ceil(total / columns)}
        aria-colcount={columns}
        aria-multiselectable
        aria-activedescendant={pages.at(active) ? `${id}-${active}` : undefined}
        tabIndex={0}
        className={classes.grid}
        style={{ height: rows.height }}
        onKeyDown={onKeyDown}
        onKeyUp={onKeyUp}
      >
        {rows.items.map(({ row, top }) => (
          <div
            key={row}
            role="row"
            aria-rowindex={row + 1}
            className={classes.row}
            style={{ transform: `translateY(${top}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {Array.from({ length: Math.min(columns, total - row * columns) }, (_, column) => {
              const index = row * columns + column;
              const asset = pages.at(index);
              return (
                <AssetTile
                  key={index}
                  id={`${id}-${index}`}
                  asset={asset}
                  thumbnails={thumbnails}
                  isActive={index === active}
                  isOpen={asset?.id === openId}
                  isSelected={asset !== undefined && selection.has(asset.id)}
                  isSelecting={selection.count > 0}
                  onOpen={() => {
                    setActive(index);
                    act(index, onOpen);
                  }}
                  onToggle={(isRange) => {
                    setActive(index);
                    act(index, (loaded) => selection.toggle(loaded, index, isRange));
                  }}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
