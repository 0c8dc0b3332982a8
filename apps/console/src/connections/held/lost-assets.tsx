import { useQuery } from '@apollo/client/react';
import { Button } from '@mantine/core';
import { IconFileOff } from '@tabler/icons-react';
import { useState } from 'react';
import { type HeldRunQuery, LostAssetsDocument, type TileFragment } from '../../api/operations.generated.ts';
import { Instead, TilePicture } from '../../explorer/grid/tile-picture.tsx';
import type { Thumbnails } from '../../explorer/pictures/thumbnails.ts';
import { useThumbnails } from '../../explorer/pictures/use-thumbnails.ts';
import { countText, numberText, sizeText } from '../../ui/text/text.ts';
import type { Connection } from '../connection.ts';
import classes from './held.module.css';

type Missing = NonNullable<NonNullable<HeldRunQuery['syncRun']>['missing']>;

const SHOWN_FIRST = 12;

/** The assets that would be removed, with their pictures while their files are still in the bucket. */
export function LostAssets({ connection, missing }: { connection: Connection; missing: Missing }) {
  const { count, keys } = missing;
  const [isAll, setAll] = useState(false);
  const { data } = useQuery(LostAssetsDocument, {
    variables: { datasetId: connection.dataset.id, connectionId: connection.id, keys },
    fetchPolicy: 'no-cache',
  });
  const assets = new Map(data?.dataset?.assets.edges.map(({ node }) => [node.objectKey, node]));
  const unfit = new Set(missing.unfitKeys);
  const thumbnails = useThumbnails();
  const shown = isAll ? keys : keys.slice(0, SHOWN_FIRST);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <ul className={classes.tiles} aria-label="Assets that would be removed" tabIndex={0}>
        {shown.map((key) => (
          <li key={key}>
            <LostAsset objectKey={key} asset={assets.get(key)} isUnfit={unfit.has(key)} thumbnails={thumbnails} />
          </li>
        ))}
      </ul>
      <div className={classes.more}>
        {!isAll && keys.length > SHOWN_FIRST && (
          <Button size="xs" variant="default" onClick={() => setAll(true)}>
            Show {numberText(keys.length)}
          </Button>
        )}
        {count > shown.length && <span>and {countText(count - shown.length, 'other')}</span>}
      </div>
    </>
  );
}

interface Props {
  objectKey: string;
  /** Undefined until it is read. */
  asset: TileFragment | undefined;
  isUnfit: boolean;
  thumbnails: Thumbnails;
}

function LostAsset({ objectKey, asset, isUnfit, thumbnails }: Props) {
  return (
    <>
      <div className={classes.picture}>
        {isUnfit && asset ? (
          <TilePicture asset={asset} thumbnails={thumbnails} />
        ) : (
          <Instead Icon={IconFileOff} text={isUnfit ? 'No longer fits' : 'No longer in the bucket'} />
        )}
      </div>
      <span className={classes.name} title={objectKey} dir="auto">
        {objectKey}
      </span>
      {asset && (
        <span className={classes.facts}>
          {asset.width} × {asset.height} · {sizeText(asset.sizeBytes)}
          {isUnfit && ' · no longer fits'}
        </span>
      )}
    </>
  );
}
