import type { SubgraphContext } from '@bucket-sync/shared/subgraph';
import type { DataRowQuota } from '../domain/data-rows.ts';
import type { Dataset } from '../domain/dataset.ts';
import type { ConnectedBucket } from '../domain/download.ts';
import type { assetNode, skippedFileNode } from './file-nodes.ts';
import type { Page } from './page.ts';
import type { AssetsParts } from './parts-of-caller.ts';

export type Context = SubgraphContext<AssetsParts>;

export type DataRowQuotaMapper = DataRowQuota;
export type DatasetMapper = Dataset;
export type AssetMapper = ReturnType<typeof assetNode>;
export type AssetConnectionMapper = Page<AssetMapper>;
export type SkippedFileMapper = ReturnType<typeof skippedFileNode>;
export type SkippedFileConnectionMapper = Page<SkippedFileMapper>;
/** With the fields that the gateway fetches from connections (`@requires`). */
export type BucketConnectionMapper = ConnectedBucket;
