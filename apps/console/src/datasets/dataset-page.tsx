import type { ReactNode } from 'react';
import type { DatasetHeadFragment } from '../api/operations.generated.ts';
import { ConnectedBuckets } from '../sync/connected-buckets.tsx';
import { NoSuchDataset } from '../ui/page/not-found.tsx';
import { Page } from '../ui/page/page.tsx';
import { LoadingTiles, ReadFailure } from '../ui/page/states.tsx';
import { countText } from '../ui/text/text.ts';
import { DatasetTabs } from './dataset-tabs.tsx';

interface Props<Dataset> {
  /** The result of the query for the dataset. */
  result: {
    data?: { dataset: Dataset | null } | undefined;
    error?: Error | undefined;
    refetch: () => Promise<unknown>;
  };
  current: 'assets' | 'skipped';
  /** The window's title; the name of the dataset by default. */
  windowTitle?: string;
  skippedCount: (dataset: Dataset) => number;
  /** Buttons before the connected buckets, at the end of the title's line. */
  actions?: (dataset: Dataset) => ReactNode;
  children: (dataset: Dataset) => ReactNode;
}

/** The frame of each page of a dataset: its name, its tabs, and what is shown while it is loading or not there. */
export function DatasetPage<Dataset extends DatasetHeadFragment>(props: Props<Dataset>) {
  const { result, current, windowTitle, skippedCount, actions, children } = props;
  const { data, error } = result;
  const dataset = data?.dataset;
  if (data && !dataset) return <NoSuchDataset />;
  return (
    <Page
      isWide
      title={dataset?.name ?? 'Dataset'}
      name={windowTitle}
      about={dataset && countText(dataset.assetCount, 'asset')}
      actions={
        dataset && (
          <>
            {actions?.(dataset)}
            {isBegun(dataset) && <ConnectedBuckets datasetId={dataset.id} connections={dataset.bucketConnections} />}
          </>
        )
      }
    >
      <ReadFailure what="The dataset" result={result} />
      {!data && !error && <LoadingTiles label="Loading the dataset" />}
      {dataset && (
        <>
          <DatasetTabs datasetId={dataset.id} current={current} skippedCount={skippedCount(dataset)} />
          {children(dataset)}
        </>
      )}
    </Page>
  );
}

/** An empty dataset offers its first connection in the middle of the page. */
const isBegun = ({ assetCount, bucketConnections }: DatasetHeadFragment) =>
  assetCount > 0 || bucketConnections.length > 0;
