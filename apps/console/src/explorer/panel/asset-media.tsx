import { useEffect, useRef, useState } from 'react';
import type { TileFragment } from '../../api/operations.generated.ts';
import { Notice } from '../../ui/page/notice.tsx';
import { type BlockedBy, readPicture } from '../pictures/read-picture.ts';
import classes from './asset-panel.module.css';
import { BlockedNotice } from './blocked-notice.tsx';

/** The picture or the player. When neither works, it shows the reason and a link to the fix. */
export function AssetMedia({ asset, onExpired }: { asset: TileFragment; onExpired: () => void }) {
  const [failure, setFailure] = useState<BlockedBy | 'undecodable' | 'unreachable'>();
  /** Whether the link is a renewed one that has not loaded yet. If it fails too, time is not the cause. */
  const isRenewed = useRef(false);
  const href = asset.url?.href;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another link is another attempt
  useEffect(() => setFailure(undefined), [href]);

  function loaded() {
    isRenewed.current = false;
  }

  async function explain() {
    const hasExpired = asset.url && new Date(asset.url.expiresAt).getTime() < Date.now();
    if (hasExpired && !isRenewed.current) {
      isRenewed.current = true;
      return onExpired();
    }
    const picture = await readPicture(asset, async (same) => same);
    if (picture.is === 'blocked') setFailure(picture.by);
    else setFailure(picture.is === 'unreachable' ? 'unreachable' : 'undecodable');
  }

  if (!asset.isConnected) return <Disconnected />;
  const reason = href ? failure : 'NO_LINK';
  if (!reason) {
    return (
      <div className={classes.media}>
        {asset.mediaType === 'IMAGE' ? (
          <img key={href} src={href} alt={asset.filename} onLoad={loaded} onError={() => void explain()} />
        ) : (
          // biome-ignore lint/a11y/useMediaCaption: a bucket's videos come without captions
          <video
            key={href}
            src={href}
            controls
            preload="metadata"
            aria-label={asset.filename}
            onLoadedMetadata={loaded}
            onError={() => void explain()}
          />
        )}
      </div>
    );
  }
  if (reason === 'undecodable') {
    return (
      <Notice kind="info" title="This browser cannot show this format">
        The file itself is fine. Open it to download it: a program for {asset.contentType} shows it.
      </Notice>
    );
  }
  if (reason === 'unreachable') return <Notice kind="warning" title="The bucket does not answer at the moment" />;
  return <BlockedNotice by={reason} asset={asset} />;
}

function Disconnected() {
  return (
    <Notice kind="info" title="Disconnected">
      The connection of this asset was removed, so its file can no longer be read. Connect the same bucket and prefix
      again, and it is shown again.
    </Notice>
  );
}
