import { IconAlertTriangle, IconPhoto, IconPlugOff, IconVideo } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { TileFragment } from '../../api/operations.generated.ts';
import { BLOCKED } from '../pictures/blocked-words.ts';
import type { Picture } from '../pictures/read-picture.ts';
import type { Thumbnails } from '../pictures/thumbnails.ts';
import classes from './tile-picture.module.css';

/** The picture of an asset, or the reason why there is none. It fills its box. */
export function TilePicture({ asset, thumbnails }: { asset: TileFragment; thumbnails: Thumbnails }) {
  const [picture, setPicture] = useState<Picture | undefined>(() => thumbnails.at(asset));
  useEffect(() => {
    const held = thumbnails.at(asset);
    setPicture(held);
    return held ? undefined : thumbnails.request(asset, setPicture);
  }, [asset, thumbnails]);

  if (!asset.isConnected) return <Placeholder Icon={IconPlugOff} text="Disconnected" />;
  if (!picture) return <div className={classes.waiting} />;
  switch (picture.is) {
    case 'shown':
      return <img className={classes.image} src={picture.src} alt="" draggable={false} decoding="async" />;
    case 'undecodable':
      return (
        <Placeholder Icon={asset.mediaType === 'VIDEO' ? IconVideo : IconPhoto} text={typeText(asset.contentType)} />
      );
    case 'blocked':
      return <Placeholder Icon={IconAlertTriangle} text={BLOCKED[picture.by].short} />;
    case 'unreachable':
      return <Placeholder Icon={IconAlertTriangle} text="Not reached" />;
  }
}

/** An icon and a few words instead of a picture. */
export function Placeholder({ Icon, text }: { Icon: typeof IconPhoto; text: string }) {
  return (
    <div className={classes.placeholder}>
      <Icon size={28} stroke={1.5} aria-hidden />
      <span>{text}</span>
    </div>
  );
}

/** The format's name, HEIC for image/heic. A browser that cannot decode the format shows the name instead. */
const typeText = (contentType: string) => contentType.replace(/^\w+\/(x-)?/, '').toUpperCase();
