import type { MediaFacts, SkipReason } from '@bucket-sync/shared/contracts';
import { unreachable } from '@bucket-sync/shared/errors';
import type { Asset } from './asset.ts';

export const ASSET_ORDERS = ['OBJECT_KEY', 'NEWEST', 'LARGEST'] as const;
export type AssetOrder = (typeof ASSET_ORDERS)[number];

/** The position of one file in an order: what it is sorted by, and what breaks a tie. */
export type KeyPosition = { order: 'OBJECT_KEY'; objectKey: string; connectionId: string };
export type NewestPosition = { order: 'NEWEST'; id: string };
export type LargestPosition = { order: 'LARGEST'; sizeBytes: number; id: string };
export type AssetPosition = KeyPosition | NewestPosition | LargestPosition;

/** What follows `after` in its order, from the start where it is null; `limit` at most. */
export interface Slice<Position extends AssetPosition> {
  order: Position['order'];
  after: Position | null;
  /** Passed over after `after`. */
  skip?: number;
  limit: number;
}
export type AssetSlice = Slice<KeyPosition> | Slice<NewestPosition> | Slice<LargestPosition>;

/** Null matches all. */
export interface AssetFilter {
  ids: readonly string[] | null;
  connectionId: string | null;
  mediaType: MediaFacts['mediaType'] | null;
  /** Substring of the object key, any case, composed or decomposed. */
  search: string | null;
  minWidth: number | null;
  minHeight: number | null;
  /** False: the connection of the asset was removed. */
  isConnected: boolean | null;
  /** True: an asset that was added before has the same bytes. */
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
      return { order, sizeBytes: asset.sizeBytes, id: asset.id };
    default:
      return unreachable(order);
  }
}
