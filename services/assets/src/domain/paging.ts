import type { MediaFacts, SkipReason } from '@bucket-sync/shared/contracts';
import { unreachable } from '@bucket-sync/shared/errors';
import type { Asset } from './asset.ts';

export const ASSET_ORDERS = ['OBJECT_KEY', 'NEWEST', 'LARGEST'] as const;
export type AssetOrder = (typeof ASSET_ORDERS)[number];

/** The position of a file in an order: its sort value and a tie-breaker. */
export type KeyPosition = { order: 'OBJECT_KEY'; objectKey: string; connectionId: string };
export type NewestPosition = { order: 'NEWEST'; id: string };
export type LargestPosition = { order: 'LARGEST'; sizeBytes: number; etag: string; id: string };
export type AssetPosition = KeyPosition | NewestPosition | LargestPosition;

/** The files after `after` in its order, or from the start when it is null; at most `limit`. */
export interface Slice<Position extends AssetPosition> {
  order: Position['order'];
  after: Position | null;
  /** The number of files to skip after `after`. */
  skip?: number;
  limit: number;
}
export type AssetSlice = Slice<KeyPosition> | Slice<NewestPosition> | Slice<LargestPosition>;

/** Null matches all. */
export interface AssetFilter {
  ids: readonly string[] | null;
  objectKeys: readonly string[] | null;
  connectionId: string | null;
  mediaType: MediaFacts['mediaType'] | null;
  /** A substring of the object key, ignoring case and Unicode composition. */
  search: string | null;
  minWidth: number | null;
  minHeight: number | null;
  /** False: the connection of the asset was removed. */
  isConnected: boolean | null;
  /** True: an earlier asset has the same bytes. */
  isDuplicate: boolean | null;
}

/** Null matches all. */
export interface SkippedFileFilter {
  connectionId: string | null;
  reason: SkipReason | null;
}

export function keyPositionOf(file: { objectKey: string; connectionId: string }): KeyPosition {
  return { order: 'OBJECT_KEY', objectKey: file.objectKey, connectionId: file.connectionId };
}

export function assetPositionOf(asset: Asset, order: AssetOrder): AssetPosition {
  switch (order) {
    case 'OBJECT_KEY':
      return keyPositionOf(asset);
    case 'NEWEST':
      return { order, id: asset.id };
    case 'LARGEST':
      return { order, sizeBytes: asset.sizeBytes, etag: asset.etag, id: asset.id };
    default:
      return unreachable(order);
  }
}
