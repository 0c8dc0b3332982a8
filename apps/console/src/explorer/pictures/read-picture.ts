import type { TileFragment } from '../../api/operations.generated.ts';
import { embeddedThumbnail } from './embedded-thumbnail.ts';
import { posterFrame } from './poster-frame.ts';

/** The picture that a tile shows for an asset, or the reason why it shows none. */
export type Picture =
  | { is: 'shown'; src: string; objectUrl?: string }
  /** The browser has no decoder for the format. Most browsers have none for TIFF and HEIC. */
  | { is: 'undecodable'; objectUrl?: undefined }
  | { is: 'blocked'; by: BlockedBy; objectUrl?: undefined }
  | { is: 'unreachable'; objectUrl?: undefined };

export type BlockedBy = 'CORS' | 'PERMISSION' | 'GONE' | 'NO_LINK';

/** Covers the EXIF block, with its thumbnail, of almost every camera's JPEG. */
const FIRST_BYTES = 65_536;

/** A link that expires sooner is renewed before use. */
const RENEW_BEFORE_MS = 20_000;

type RenewLink = (asset: TileFragment) => Promise<TileFragment>;

/** Reads the first bytes of a picture directly from the bucket, and shows the picture in them. Never throws. */
export async function readPicture(asset: TileFragment, renewLink: RenewLink): Promise<Picture> {
  try {
    const current = await withFreshLink(asset, renewLink);
    const href = current.url?.href;
    if (!href) return { is: 'blocked', by: 'NO_LINK' };
    if (current.mediaType === 'VIDEO') return await pictureOfVideo(href);
    return await pictureOfImage(current, href, renewLink);
  } catch {
    return { is: 'unreachable' };
  }
}

async function withFreshLink(asset: TileFragment, renewLink: RenewLink): Promise<TileFragment> {
  const isFresh = asset.url && new Date(asset.url.expiresAt).getTime() - Date.now() > RENEW_BEFORE_MS;
  return isFresh ? asset : renewLink(asset);
}

async function pictureOfImage(
  asset: TileFragment,
  href: string,
  renewLink: RenewLink,
  isSecond = false,
): Promise<Picture> {
  const response = await readBytes(href, FIRST_BYTES);
  if (!response) return unreadable(href);
  if (!response.ok) {
    const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
    const hasExpired = code === 'ExpiredToken' || code === 'AccessDenied' || code === 'InvalidToken';
    if (hasExpired && !isSecond) {
      const renewed = await renewLink(asset);
      if (renewed.url) return pictureOfImage(renewed, renewed.url.href, renewLink, true);
    }
    return refused(response.status);
  }
  const bytes = await response.arrayBuffer();
  const isWhole = bytes.byteLength >= asset.sizeBytes;
  const blob = isWhole ? new Blob([bytes], { type: asset.contentType }) : embeddedThumbnail(bytes, asset);
  if (!blob) return (await decodes(href)) ? { is: 'shown', src: href } : { is: 'undecodable' };
  const objectUrl = URL.createObjectURL(blob);
  if (await decodes(objectUrl)) return { is: 'shown', src: objectUrl, objectUrl };
  URL.revokeObjectURL(objectUrl);
  return { is: 'undecodable' };
}

/**
 * The first bytes, or undefined when the browser may not read them. A plain range needs no preflight. The request
 * bypasses the cache: the cached response of an <img> has no CORS header, and the browser refuses it.
 */
function readBytes(href: string, count: number): Promise<Response | undefined> {
  return fetch(href, { headers: { range: `bytes=0-${count - 1}` }, cache: 'no-store' }).catch(() => undefined);
}

async function pictureOfVideo(href: string): Promise<Picture> {
  const frame = await posterFrame(href);
  if (frame.is === 'frame') return { is: 'shown', src: frame.objectUrl, objectUrl: frame.objectUrl };
  if (frame.is === 'undecodable') return { is: 'undecodable' };
  const probe = await readBytes(href, 1);
  if (!probe) return { is: 'blocked', by: 'CORS' };
  return probe.ok ? { is: 'undecodable' } : refused(probe.status);
}

function refused(status: number): Picture {
  if (status === 404) return { is: 'blocked', by: 'GONE' };
  return status === 403 ? { is: 'blocked', by: 'PERMISSION' } : { is: 'unreachable' };
}

/** A picture that an <img> shows but a script may not read: the bucket has no CORS rule for this page. */
async function unreadable(href: string): Promise<Picture> {
  if (!navigator.onLine) return { is: 'unreachable' };
  return (await decodes(href)) ? { is: 'blocked', by: 'CORS' } : { is: 'unreachable' };
}

async function decodes(src: string): Promise<boolean> {
  const image = new Image();
  image.src = src;
  return image.decode().then(
    () => true,
    () => false,
  );
}
