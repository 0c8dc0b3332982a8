import { useQuery } from '@apollo/client/react';
import { IconSearchOff } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { ExplorerDocument, type ExplorerQuery } from '../api/operations.generated.ts';
import { DatasetMenu } from '../datasets/dataset-menu.tsx';
import { DatasetPage } from '../datasets/dataset-page.tsx';
import { ExportButton } from '../datasets/export-button.tsx';
import { PreviewOpener } from '../sync/preview/preview-opener.tsx';
import { loadPart } from '../ui/load-part.ts';
import { EmptyState, FailedState, LoadingTiles, ReadFailure } from '../ui/page/states.tsx';
import { countText } from '../ui/text/text.ts';
import { ArrivedAssets } from './arrived-assets.tsx';
import classes from './explorer-page.module.css';
import { ExplorerToolbar } from './explorer-toolbar.tsx';
import { filterOf, isFiltered } from './explorer-view.ts';
import { AssetGrid } from './grid/asset-grid.tsx';
import { useSelection } from './grid/use-selection.ts';
import { useThumbnails } from './pictures/use-thumbnails.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useAssetCount } from './use-asset-count.ts';
import { useAssetPages } from './use-asset-pages.ts';
import { useEdition } from './use-edition.ts';
import { useExplorerView } from './use-explorer-view.ts';

const NoAssets = lazy(() => loadPart(() => import('./no-assets.tsx')));
const AssetPanel = lazy(() => loadPart(() => import('./panel/asset-panel.tsx')));

type Dataset = NonNullable<ExplorerQuery['dataset']>;

export default function ExplorerPage({ datasetId }: { datasetId: string }) {
  const result = useQuery(ExplorerDocument, { variables: { id: datasetId } });
  return (
    <DatasetPage
      result={result}
      current="assets"
      skippedCount={skippedOf}
      actions={(dataset) => (
        <>
          <DatasetMenu dataset={dataset} />
          {dataset.assetCount > 0 && (
            <ExportButton
              datasetId={dataset.id}
              content="ASSETS"
              label="Export"
              about={`All ${countText(dataset.assetCount, 'asset')} in one file. The filters do not apply.`}
            />
          )}
        </>
      )}
    >
      {(dataset) => <Explorer dataset={dataset} />}
    </DatasetPage>
  );
}

const skippedOf = ({ bucketConnections }: Dataset) =>
  bucketConnections.reduce((sum, { skippedCount }) => sum + skippedCount, 0);

function Explorer({ dataset }: { dataset: Dataset }) {
  const [view, change] = useExplorerView();
  const filter = filterOf(view);
  const { edition, total: all, arrived, readAgain } = useEdition(dataset);
  const pages = useAssetPages({ datasetId: dataset.id, filter, orderBy: view.orderBy, edition });
  const counted = useAssetCount({ datasetId: dataset.id, filter, edition, skip: !isFiltered(view) });
  const selection = useSelection(pages, JSON.stringify(filter));
  const thumbnails = useThumbnails();
  const total = isFiltered(view) ? counted.count : all;
  const failure = pages.failure();
  const grid = useRef<HTMLDivElement>(null);
  const [previewed, setPreviewed] = useState<{ id: string }>();
  /** For buttons that are gone once they are pressed. */
  const focusGrid = () => grid.current?.focus({ preventScroll: true });
  function close() {
    change({ assetId: '' });
    focusGrid();
  }
  function readAllAgain() {
    readAgain();
    focusGrid();
  }

  return (
    <>
      {dataset.assetCount === 0 && !isFiltered(view) ? (
        <Suspense>
          <NoAssets dataset={dataset} skippedCount={skippedOf(dataset)} onPreview={setPreviewed} />
        </Suspense>
      ) : (
        <div className={classes.layout} data-panel={view.assetId || undefined}>
          <div>
            <ExplorerToolbar view={view} onChange={change} connections={dataset.bucketConnections} />
            {all > 0 && <ArrivedAssets count={arrived} onShow={readAllAgain} />}
            {failure && <FailedState what="Some assets" error={failure} onRetry={pages.retry} />}
            {isFiltered(view) && total !== undefined && (
              <p className={classes.found} role="status">
                {countText(total, 'asset')} found
              </p>
            )}
            {total === 0 && (
              <EmptyState icon={<IconSearchOff size={28} />} title="Nothing matches">
                No asset matches every filter. Remove one, or search for a shorter part of the path.
              </EmptyState>
            )}
            <ReadFailure what="The number of assets" result={counted} />
            {total === undefined && !counted.error && <LoadingTiles label="Counting" />}
            {total !== undefined && total > 0 && (
              <AssetGrid
                pages={pages}
                total={total}
                thumbnails={thumbnails}
                selection={selection}
                openId={view.assetId}
                label={`Assets of ${dataset.name}`}
                onOpen={({ id }) => change({ assetId: id })}
                onClose={close}
                ref={grid}
              />
            )}
          </div>
          <Suspense>{view.assetId && <AssetPanel assetId={view.assetId} onClose={close} />}</Suspense>
        </div>
      )}
      {/* Outside of the empty state, which is gone once the first assets arrive. */}
      <PreviewOpener connection={previewed} onClose={() => setPreviewed(undefined)} />
      <SelectionBar selection={selection} datasetId={dataset.id} onCleared={focusGrid} onDeleted={readAllAgain} />
    </>
  );
}
