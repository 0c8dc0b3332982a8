import { useApolloClient, useQuery } from '@apollo/client/react';
import { Anchor } from '@mantine/core';
import { IconConfetti, IconListSearch } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import {
  SkippedFilesDocument,
  SkippedOverviewDocument,
  type SkippedOverviewQuery,
  type SkipReason,
} from '../api/operations.generated.ts';
import { DatasetPage } from '../datasets/dataset-page.tsx';
import { StartedDialog } from '../sync/preview/started-dialog.tsx';
import { useAfterSync } from '../sync/use-after-sync.ts';
import { EmptyState } from '../ui/page/states.tsx';
import { numberText } from '../ui/text/text.ts';
import { REASONS } from './reason-words.ts';
import classes from './skipped.module.css';
import { SkippedDownloads } from './skipped-downloads.tsx';
import { SkippedFiles } from './skipped-files.tsx';

type Dataset = NonNullable<SkippedOverviewQuery['dataset']>;

/** Every file of the bucket that is not in the dataset, with the reason and the fix. */
export default function SkippedPage({ datasetId }: { datasetId: string }) {
  const result = useQuery(SkippedOverviewDocument, { variables: { id: datasetId } });
  return (
    <DatasetPage result={result} current="skipped" windowTitle="Skipped files" skippedCount={totalOf}>
      {(dataset) => <Skipped dataset={dataset} />}
    </DatasetPage>
  );
}

const totalOf = ({ skippedByReason }: Dataset) => skippedByReason.reduce((sum, { count }) => sum + count, 0);

function Skipped({ dataset }: { dataset: Dataset }) {
  const client = useApolloClient();
  const readAgain = useCallback(() => {
    void client.refetchQueries({ include: [SkippedOverviewDocument, SkippedFilesDocument] });
  }, [client]);
  useAfterSync(dataset.bucketConnections, readAgain);
  const [hasStarted, setStarted] = useState(false);
  return (
    <>
      {totalOf(dataset) === 0 ? (
        <NothingSkipped connections={dataset.bucketConnections} />
      ) : (
        <ByReason dataset={dataset} onStarted={() => setStarted(true)} />
      )}
      <StartedDialog opened={hasStarted} onClose={() => setStarted(false)} />
    </>
  );
}

function NothingSkipped({ connections }: { connections: Dataset['bucketConnections'] }) {
  if (connections.some(({ lastSync }) => lastSync)) {
    return (
      <EmptyState icon={<IconConfetti size={30} />} title="No file is skipped">
        Everything that the connected buckets hold is in the dataset.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<IconListSearch size={30} />} title="Nothing was synced yet">
      A sync skips each file that does not fit. It is then listed here, with the reason and every way to fix it.
    </EmptyState>
  );
}

function ByReason({ dataset, onStarted }: { dataset: Dataset; onStarted: () => void }) {
  const [params, setParams] = useSearchParams();
  const counts = dataset.skippedByReason;
  const reason = counts.find((each) => each.reason === params.get('reason'))?.reason;
  const choose = (next: SkipReason | undefined) => setParams(next ? { reason: next } : {}, { replace: true });
  const total = totalOf(dataset);
  const most = Math.max(...counts.map(({ count }) => count));
  return (
    <div className={classes.layout}>
      <nav aria-label="Reasons" className={classes.reasons}>
        <ReasonButton title="All reasons" count={total} isCurrent={!reason} onClick={() => choose(undefined)} />
        {counts.map((each) => (
          <ReasonButton
            key={each.reason}
            title={REASONS[each.reason].title}
            count={each.count}
            share={each.count / most}
            isCurrent={each.reason === reason}
            onClick={() => choose(each.reason)}
          />
        ))}
      </nav>
      <div>
        <SkippedDownloads dataset={dataset} reason={reason} onStarted={onStarted} />
        {reason && <About reason={reason} />}
        <SkippedFiles datasetId={dataset.id} reason={reason} key={reason} />
      </div>
    </div>
  );
}

function About({ reason }: { reason: SkipReason }) {
  return (
    <p className={classes.about}>
      {REASONS[reason].about}{' '}
      {reason === 'QUOTA_EXCEEDED' && (
        <Anchor component={Link} href="/billing" fz="inherit" underline="always">
          See your data rows
        </Anchor>
      )}
    </p>
  );
}

interface ReasonButtonProps {
  title: string;
  count: number;
  /** The length of the reason's bar, from 0 to 1. */
  share?: number;
  isCurrent: boolean;
  onClick: () => void;
}

function ReasonButton({ title, count, share, isCurrent, onClick }: ReasonButtonProps) {
  return (
    <button type="button" aria-pressed={isCurrent} onClick={onClick}>
      <span>{title}</span>
      <span className="numbers">{numberText(count)}</span>
      {share !== undefined && (
        <span className={classes.share} aria-hidden>
          <span style={{ width: `${share * 100}%` }} />
        </span>
      )}
    </button>
  );
}
