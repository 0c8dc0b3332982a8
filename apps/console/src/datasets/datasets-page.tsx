import { useQuery } from '@apollo/client/react';
import { Button } from '@mantine/core';
import { IconLayoutGrid, IconPlus } from '@tabler/icons-react';
import { lazy, useState } from 'react';
import { Link } from 'wouter';
import { DatasetsDocument, type DatasetsQuery } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { RUN_STATES } from '../sync/run-words.ts';
import { WhenOpened } from '../ui/dialogs/when-opened.tsx';
import { loadPart } from '../ui/load-part.ts';
import { Page } from '../ui/page/page.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { Heart } from '../ui/status/heart.tsx';
import { StatusText } from '../ui/status/status-dot.tsx';
import { countText, dateText, numberText } from '../ui/text/text.ts';
import classes from './datasets-page.module.css';

const CreateDatasetDialog = lazy(() => loadPart(() => import('./create-dataset-dialog.tsx')));

type Dataset = DatasetsQuery['datasets'][number];
type Connection = DatasetsQuery['bucketConnections'][number];

export function DatasetsPage() {
  const result = useQuery(DatasetsDocument);
  const { data, error } = result;
  const [isCreating, setCreating] = useState(false);
  const canEdit = useCanEdit();
  const create = canEdit && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
      New dataset
    </Button>
  );
  const datasets = data?.datasets;
  return (
    <Page
      title="Datasets"
      about="Each dataset holds the images and videos of its connected buckets."
      actions={datasets && datasets.length > 0 && create}
    >
      <ReadFailure what="The datasets" result={result} />
      {!datasets && !error && <LoadingLines label="Loading the datasets" lines={3} height={124} columnWidth="20rem" />}
      {datasets?.length === 0 && (
        <EmptyState icon={<IconLayoutGrid size={30} />} title="No dataset yet" action={create}>
          {canEdit
            ? 'Create a dataset, then connect an S3 bucket to it. Its images and videos appear here within minutes.'
            : 'Once an editor of your organization creates a dataset, it appears here.'}
        </EmptyState>
      )}
      {datasets && datasets.length > 0 && (
        <ul className={classes.list}>
          {datasets.map((dataset) => (
            <li key={dataset.id}>
              <DatasetCard
                dataset={dataset}
                connections={data.bucketConnections.filter(({ datasetId }) => datasetId === dataset.id)}
              />
            </li>
          ))}
        </ul>
      )}
      <WhenOpened opened={isCreating}>
        <CreateDatasetDialog opened={isCreating} onClose={() => setCreating(false)} />
      </WhenOpened>
    </Page>
  );
}

function DatasetCard({ dataset, connections }: { dataset: Dataset; connections: readonly Connection[] }) {
  const { assetCount, name } = dataset;
  const skipped = connections.reduce((sum, { skippedCount }) => sum + skippedCount, 0);
  const states = connections.map(({ activeSync }) => activeSync?.state);
  const activity = states.includes('HELD') ? RUN_STATES.HELD : states.some(Boolean) && RUN_STATES.RUNNING;
  const broken = connections.find(({ health }) => health.indicator === 'BROKEN_HEART');
  return (
    <Link href={`/datasets/${dataset.id}`} className={classes.card}>
      <span className={classes.name} dir="auto">
        {name}
      </span>
      <span className={classes.count}>
        <b className="numbers">{numberText(assetCount)}</b> {assetCount === 1 ? 'asset' : 'assets'}
      </span>
      <span className={classes.facts}>
        {connections.length === 0 && <span>No bucket connected</span>}
        {connections.length > 0 && (
          <span>
            {broken ? (
              <Heart indicator="BROKEN_HEART" isBare />
            ) : (
              <Heart indicator={connections[0]!.health.indicator} isBare />
            )}{' '}
            {countText(connections.length, 'bucket')}
          </span>
        )}
        {skipped > 0 && <span>{numberText(skipped)} skipped</span>}
        {activity && <StatusText tone={activity.tone}>{activity.label}</StatusText>}
        <span>Created {dateText(dataset.createdAt)}</span>
      </span>
    </Link>
  );
}
