import { useApolloClient, useQuery } from '@apollo/client/react';
import { Anchor, Button } from '@mantine/core';
import { IconPhoto, IconPlugConnected, IconSearchOff } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import {
  AssetCountDocument,
  AssetLinkDocument,
  ExplorerDocument,
  type ExplorerQuery,
} from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { DatasetTabs } from '../datasets/dataset-tabs.tsx';
import { ConnectedBuckets } from '../sync/connected-buckets.tsx';
import { Page } from '../ui/page/page.tsx';
import { PageFailure } from '../ui/page/page-failure.tsx';
import { EmptyState, FailedState, LoadingLines } from '../ui/page/states.tsx';
import { countText } from '../ui/text/text.ts';
import classes from './explorer-page.module.css';
import { ExplorerToolbar } from './explorer-toolbar.tsx';
import { filterOf, isFiltered, useExplorerView } from './explorer-view.ts';
import { AssetGrid } from './grid/asset-grid.tsx';
import { useSelection } from './grid/use-selection.ts';
import { AssetPanel } from './panel/asset-panel.tsx';
import { createThumbnails } from './pictures/thumbnails.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useAssetPages } from './use-asset-pages.ts';

type Dataset = NonNullable<ExplorerQuery['dataset']>;

export default function ExplorerPage({ datasetId }: { datasetId: string }) {
  const { data, error, refetch } = useQuery(ExplorerDocument, { variables: { id: datasetId } });
  const dataset = data?.dataset;
  if (data && !dataset) {
    return (
      <PageFailure title="There is no such dataset">
        It was deleted, or belongs to another organization.{' '}
        <Anchor component={Link} href="/">
          All datasets
        </Anchor>
      </PageFailure>
    );
  }
  return (
    <Page
      isWide
      title={dataset?.name ?? 'Dataset'}
      about={dataset && countText(dataset.assetCount, 'asset')}
      actions={dataset && <ConnectedBuckets datasetId={datasetId} connections={dataset.bucketConnections} />}
    >
      {error && !data && <FailedState what="The dataset" error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingLines label="Loading the dataset" lines={4} height={150} />}
      {dataset && <Explorer dataset={dataset} />}
    </Page>
  );
}

function Explorer({ dataset }: { dataset: Dataset }) {
  const [view, change] = useExplorerView();
  const filter = filterOf(view);
  const [edition, readAgain] = useEdition(dataset);
  const pages = useAssetPages({ datasetId: dataset.id, filter, orderBy: view.orderBy, edition });
  const counted = useQuery(AssetCountDocument, {
    variables: { datasetId: dataset.id, filter },
    skip: !isFiltered(view),
    fetchPolicy: 'network-only',
  });
  const selection = useSelection(pages);
  const thumbnails = useThumbnails();
  const total = isFiltered(view) ? counted.data?.dataset?.assets.totalCount : dataset.assetCount;
  const skipped = dataset.bucketConnections.reduce((sum, { skippedCount }) => sum + skippedCount, 0);
  const failure = pages.failure();

  return (
    <>
      <DatasetTabs datasetId={dataset.id} current="assets" skippedCount={skipped} />
      {dataset.assetCount === 0 && !isFiltered(view) ? (
        <NoAssets dataset={dataset} skipped={skipped} />
      ) : (
        <div className={classes.layout} data-panel={view.assetId || undefined}>
          <div>
            <ExplorerToolbar view={view} onChange={change} connections={dataset.bucketConnections} />
            {failure && <FailedState what="Some assets" error={failure} onRetry={() => pages.want(0, 0)} />}
            {isFiltered(view) && total !== undefined && (
              <p className={classes.found} role="status">
                {countText(total, 'asset')} found
              </p>
            )}
            {total === 0 && (
              <EmptyState icon={<IconSearchOff size={28} />} title="Nothing matches">
                No asset has all of that. Take a filter away, or search for a shorter part of the path.
              </EmptyState>
            )}
            {total === undefined && <LoadingLines label="Counting" lines={3} height={150} />}
            {total !== undefined && total > 0 && (
              <AssetGrid
                pages={pages}
                total={total}
                thumbnails={thumbnails}
                selection={selection}
                openId={view.assetId}
                label={`Assets of ${dataset.name}`}
                onOpen={({ id }) => change({ assetId: id })}
              />
            )}
          </div>
          {view.assetId && <AssetPanel assetId={view.assetId} onClose={() => change({ assetId: '' })} />}
        </div>
      )}
      <SelectionBar selection={selection} datasetId={dataset.id} onDeleted={readAgain} />
    </>
  );
}

function NoAssets({ dataset, skipped }: { dataset: Dataset; skipped: number }) {
  const canEdit = useCanEdit();
  const isSyncing = dataset.bucketConnections.some(({ activeSync }) => activeSync);
  if (dataset.bucketConnections.length === 0) {
    return (
      <EmptyState
        icon={<IconPlugConnected size={30} />}
        title="Connect a bucket to fill this dataset"
        action={
          canEdit && (
            <Button component={Link} href={`/datasets/${dataset.id}/connect`}>
              Connect a bucket
            </Button>
          )
        }
      >
        Your files stay in your S3 bucket. You create a read-only role, and its images and videos appear here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconPhoto size={30} />}
      title={isSyncing ? 'The first files arrive in a moment' : 'No assets yet'}
    >
      {emptyReason(isSyncing, skipped)}
    </EmptyState>
  );
}

function emptyReason(isSyncing: boolean, skipped: number): string {
  if (isSyncing) return 'The sync is reading your bucket. You can close this page; it goes on.';
  if (skipped > 0) return 'Every file was skipped so far. The list of skipped files says why, and how to fix each.';
  return 'Open the connected bucket at the top right to see what a sync would bring, and to start one.';
}

/** Grows when the assets must be read again: at the end of a sync, and at intervals during one. */
function useEdition(dataset: Dataset): [number, () => void] {
  const settled = dataset.bucketConnections.map(({ lastSync }) => lastSync?.id).join();
  const [edition, setEdition] = useState(0);
  const before = useRef(settled);
  const counted = useRef(dataset.assetCount);
  useEffect(() => {
    const isFirstFill = counted.current === 0 && dataset.assetCount > 0;
    counted.current = dataset.assetCount;
    if (before.current === settled && !isFirstFill) return;
    before.current = settled;
    setEdition((number) => number + 1);
  }, [settled, dataset.assetCount]);
  return [edition, () => setEdition((number) => number + 1)];
}

function useThumbnails() {
  const client = useApolloClient();
  const thumbnails = useMemo(
    () =>
      createThumbnails(async (asset) => {
        const { data } = await client.query({
          query: AssetLinkDocument,
          variables: { id: asset.id },
          fetchPolicy: 'no-cache',
        });
        return { ...asset, url: data?.asset?.url ?? null };
      }),
    [client],
  );
  useEffect(() => () => thumbnails.forget(), [thumbnails]);
  return thumbnails;
}
