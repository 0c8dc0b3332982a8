import { useQuery } from '@apollo/client/react';
import { Button } from '@mantine/core';
import { IconFileOff } from '@tabler/icons-react';
import { useState } from 'react';
import { type HeldRunQuery, LostAssetsDocument, type TileFragment } from '../../api/operations.generated.ts';
import { Placeholder, TilePicture } from '../../explorer/grid/tile-picture.tsx';
import type { Thumbnails } from '../../explorer/pictures/thumbnails.ts';
import { useThumbnails } from '../../explorer/pictures/use-thumbnails.ts';
import { ReadFailure } from '../../ui/page/states.tsx';
import { countText, numberText, sizeText } from '../../ui/text/text.ts';
import type { Connection } from '../connection.ts';
import classes from './held.module.css';

type Missing = NonNullable<NonNullable<HeldRunQuery['syncRun']>['missing']>;

const SHOWN_FIRST = 6;

/** The assets that would be removed: first those whose files are still in the bucket, with their pictures. */
export function LostAssets({ connection, missing }: { connection: Connection; missing: Missing }) {
  const { count, keys, unfitCount, unfitKeys } = missing;
  const result = useQuery(LostAssetsDocument, {
    variables: { datasetId: connection.dataset.id, connectionId: connection.id, keys },
    fetchPolicy: 'no-cache',
  });
  const assets = new Map(result.data?.dataset?.assets.edges.map(({ node }) => [node.objectKey, node]));
  const unfit = new Set(unfitKeys);
  const goneKeys = keys.filter((key) => !unfit.has(key));
  return (
    <>
      <ReadFailure what="The list of assets" result={result} />
      <LostGroup
        title="In the bucket, but they no longer fit"
        keys={unfitKeys}
        count={unfitCount}
        assets={assets}
        isUnfit
      />
      <LostGroup title="No longer in the bucket" keys={goneKeys} count={count - unfitCount} assets={assets} />
    </>
  );
}

interface GroupProps {
  title: string;
  /** The first of them. */
  keys: readonly string[];
  /** All of them. */
  count: number;
  assets: ReadonlyMap<string, TileFragment>;
  isUnfit?: boolean;
}

function LostGroup({ title, keys, count, assets, isUnfit = false }: GroupProps) {
  const thumbnails = useThumbnails();
  const [isAll, setAll] = useState(false);
  if (count === 0) return null;
  const shown = isAll ? keys : keys.slice(0, SHOWN_FIRST);
  return (
    <section className={classes.group}>
      <h2>
        {title} <span className="numbers">({numberText(count)})</span>
      </h2>
      <ul>
        {shown.map((key) => (
          <li key={key}>
            <LostAsset objectKey={key} asset={assets.get(key)} isUnfit={isUnfit} thumbnails={thumbnails} />
          </li>
        ))}
      </ul>
      {count > shown.length && (
        <div className={classes.more}>
          and {countText(count - shown.length, 'other')}
          {!isAll && keys.length > shown.length && (
            <Button size="compact-xs" variant="default" onClick={() => setAll(true)}>
              Show {numberText(keys.length)}
            </Button>
          )}
        </div>
      )}
    </section>
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
          <Placeholder Icon={IconFileOff} text={isUnfit ? 'No longer fits' : 'Deleted or moved'} />
        )}
      </div>
      <span className={classes.name} title={objectKey} dir="auto">
        {objectKey}
      </span>
      {asset && (
        <span className={classes.facts}>
          {asset.width} × {asset.height} · {sizeText(asset.sizeBytes)}
        </span>
      )}
    </>
  );
}
