import { IconCheck } from '@tabler/icons-react';
import { memo } from 'react';
import type { TileFragment } from '../../api/operations.generated.ts';
import { clockText } from '../../ui/text/text.ts';
import type { Thumbnails } from '../pictures/thumbnails.ts';
import classes from './asset-grid.module.css';
import { TilePicture } from './tile-picture.tsx';

interface Props {
  id: string;
  /** Undefined while its page is being read. */
  asset: TileFragment | undefined;
  thumbnails: Thumbnails;
  isActive: boolean;
  isOpen: boolean;
  isSelected: boolean;
  /** Some assets are already selected: a click adds to the selection. */
  isSelecting: boolean;
  onOpen: () => void;
  onToggle: (isRange: boolean) => void;
}

function Tile({ id, asset, thumbnails, isActive, isOpen, isSelected, isSelecting, onOpen, onToggle }: Props) {
  return (
    <div
      id={id}
      role="gridcell"
      aria-selected={isSelected}
      aria-label={asset ? undefined : 'Loading'}
      className={classes.tile}
      data-active={isActive || undefined}
      data-open={isOpen || undefined}
      onClick={(event) => {
        if (event.shiftKey || event.metaKey || event.ctrlKey) onToggle(event.shiftKey);
        else if (isSelecting) onToggle(false);
        else onOpen();
      }}
    >
      <div className={classes.picture}>
        {asset && <TilePicture key={asset.id} asset={asset} thumbnails={thumbnails} />}
      </div>
      {asset && (
        <>
          <button
            type="button"
            tabIndex={-1}
            aria-hidden
            className={classes.check}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(event.shiftKey);
            }}
          >
            <IconCheck size={15} stroke={3} />
          </button>
          <div className={classes.caption}>
            <span className={classes.name} title={asset.objectKey}>
              <bdi>{asset.filename}</bdi>
            </span>
            <span className={classes.facts}>
              {asset.width} × {asset.height}
              {asset.video && ` · ${clockText(asset.video.durationMs)}`}
            </span>
          </div>
        </>
      )}
    </div>
  );
}

/** A user may scroll past a million tiles. A tile renders again only when one of its values changes. */
export const AssetTile = memo(Tile, (before, after) => {
  const { asset, isActive, isOpen, isSelected, isSelecting, id } = before;
  return (
    asset === after.asset &&
    id === after.id &&
    isActive === after.isActive &&
    isOpen === after.isOpen &&
    isSelected === after.isSelected &&
    isSelecting === after.isSelecting
  );
});
