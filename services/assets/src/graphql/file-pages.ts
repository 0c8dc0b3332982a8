import { pageLength } from '@bucket-sync/shared/subgraph';
import type { SkippedFile } from '../domain/asset.ts';
import { type AssetSlice, assetPositionOf, keyPositionOf } from '../domain/paging.ts';
import type { Library } from '../domain/ports.ts';
import { assetFilterOf } from './asset-filter.ts';
import { assetNode, skippedFileNode } from './file-nodes.ts';
import { decodeCursor, FILE_PAGE, type Page, pageOf, searchable, skipCount } from './page.ts';
import type { DatasetAssetsArgs, DatasetSkippedFilesArgs, SyncRunSkippedFilesArgs } from './schema.generated.ts';

export async function assetPage(
  library: Library,
  dataset: { organizationId: string; datasetId: string },
  args: DatasetAssetsArgs,
): Promise<Page<ReturnType<typeof assetNode>>> {
  const size = pageLength(args.first, FILE_PAGE);
  const order = args.orderBy ?? 'OBJECT_KEY';
  const after = decodeCursor(args.after, order);
  const selection = { ...dataset, filter: assetFilterOf(args.filter) };
  // decodeCursor guarantees that `after` belongs to this order; the compiler cannot check it.
  const slice = { order, after, skip: skipCount(args.skip), limit: size + 1 } as AssetSlice;
  const { assets, total } = await library.listAssets(selection, slice);
  return pageOf({
    found: assets,
    size,
    after,
    positionOf: (asset) => assetPositionOf(asset, order),
    nodeOf: assetNode,
    totalCount: async () => total ?? library.countAssets(selection),
  });
}

export async function skippedFilePage(
  library: Library,
  dataset: { organizationId: string; datasetId: string },
  args: DatasetSkippedFilesArgs,
): Promise<Page<ReturnType<typeof skippedFileNode>>> {
  const connectionId = searchable('filter.connectionId', args.filter?.connectionId);
  const selection = { ...dataset, filter: { connectionId, reason: args.filter?.reason ?? null } };
  return keyPage(args, {
    list: (slice) => library.listSkippedFiles(selection, slice),
    totalCount: () => library.countSkippedFiles(selection),
  });
}

export async function skippedFilePageOfRun(
  library: Library,
  run: { organizationId: string; runId: string },
  args: SyncRunSkippedFilesArgs,
): Promise<Page<ReturnType<typeof skippedFileNode>>> {
  return keyPage(args, {
    list: (slice) => library.listSkippedFilesOfRun(run.organizationId, run.runId, slice),
    totalCount: () => library.countSkippedFilesOfRun(run.organizationId, run.runId),
  });
}

async function keyPage(
  args: SyncRunSkippedFilesArgs,
  source: {
    list: (slice: Parameters<Library['listSkippedFiles']>[1]) => Promise<SkippedFile[]>;
    totalCount: () => Promise<number>;
  },
): Promise<Page<ReturnType<typeof skippedFileNode>>> {
  const size = pageLength(args.first, FILE_PAGE);
  const after = decodeCursor(args.after, 'OBJECT_KEY');
  return pageOf({
    found: await source.list({ order: 'OBJECT_KEY', after, limit: size + 1 }),
    size,
    after,
    positionOf: keyPositionOf,
    nodeOf: skippedFileNode,
    totalCount: source.totalCount,
  });
}
