import { useEffect, useState } from 'react';
import type { TileFragment } from '../../api/operations.generated.ts';
import { readPicture } from '../pictures/read-picture.ts';
import classes from './asset-panel.module.css';
import { BlockedNotice } from './blocked-notice.tsx';

/**
 * Shown when the page cannot read a file's facts. A browser shows a picture without any CORS rule, so the panel may
 * hold the picture and lack the facts: this names the rule. Other reasons stand where the picture would be.
 */
export function UnreadFile({ asset }: { asset: TileFragment }) {
  const [isCors, setCors] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    void readPicture(asset, async (same) => same).then((picture) => {
      if (isCurrent) setCors(picture.is === 'blocked' && picture.by === 'CORS');
    });
    return () => {
      isCurrent = false;
    };
  }, [asset]);
  if (isCors) return <BlockedNotice by="CORS" asset={asset} />;
  return <p className={classes.quiet}>This browser could not read the file.</p>;
}
