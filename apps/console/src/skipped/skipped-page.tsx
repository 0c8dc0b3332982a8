import { useQuery } from '@apollo/client/react';
import { Anchor } from '@mantine/core';
import { IconConfetti } from '@tabler/icons-react';
import { Link, useSearchParams } from 'wouter';
import { SkippedOverviewDocument, type SkippedOverviewQuery, type SkipReason } from '../api/operations.generated.ts';
import { DatasetTabs } from '../datasets/dataset-tabs.tsx';
import { Page } from '../ui/page/page.tsx';
import { PageFailure } from '../ui/page/page-failure.tsx';
import { EmptyState, FailedState, LoadingLines } from '../ui/page/states.tsx';
import { countText, numberText } from '../ui/text/text.ts';
import { REASONS } from './reason-words.ts';
import classes from './skipped.module.css';
import { SkippedDownloads } from './skipped-downloads.tsx';
import { SkippedFiles } from './skipped-files.tsx';

type Dataset = NonNullable<SkippedOverviewQuery['dataset']>;

/** Every file of the bucket that is not in the dataset, with the reason and the fix. */
export default function SkippedPage({ datasetId }: { datasetId: string }) {
  const { data, error, refetch } = useQuery(SkippedOverviewDocument, { variables: { id: datasetId } });
  const dataset = data?.dataset;
  if (data && !dataset) {
    return (
      <PageFailure title="There is no such dataset">
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
      name="Skipped files"
      about={dataset && countText(dataset.assetCount, 'asset')}
    >
      {error && !data && <FailedState what="The skipped files" error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingLines label="Loading the skipped files" />}
      {dataset && <Skipped dataset={dataset} />}
    </Page>
  );
}

function Skipped({ dataset }: { dataset: Dataset }) {
  const [params, setParams] = useSearchParams();
  const counts = dataset.skippedByReason;
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const reason = counts.find((each) => each.reason === params.get('reason'))?.reason;
  const choose = (next: SkipReason | undefined) => setParams(next ? { reason: next } : {}, { replace: true });
  return (
    <>
      <DatasetTabs datasetId={dataset.id} current="skipped" skippedCount={total} />
      {total === 0 ? (
        <EmptyState icon={<IconConfetti size={30} />} title="No file is skipped">
          Everything that the connected buckets hold is in the dataset.
        </EmptyState>
      ) : (
        <div className={classes.layout}>
          <nav aria-label="Reasons" className={classes.reasons}>
            <ReasonButton title="All reasons" count={total} isCurrent={!reason} onClick={() => choose(undefined)} />
            {counts.map((each) => (
              <ReasonButton
                key={each.reason}
                title={REASONS[each.reason].title}
                count={each.count}
                isCurrent={each.reason === reason}
                onClick={() => choose(each.reason)}
              />
            ))}
          </nav>
          <div>
            <SkippedDownloads dataset={dataset} reason={reason} />
            {reason && <p className={classes.about}>{REASONS[reason].about}</p>}
            <SkippedFiles datasetId={dataset.id} reason={reason} key={reason} />
          </div>
        </div>
      )}
    </>
  );
}

interface ReasonButtonProps {
  title: string;
  count: number;
  isCurrent: boolean;
  onClick: () => void;
}

function ReasonButton({ title, count, isCurrent, onClick }: ReasonButtonProps) {
  return (
    <button type="button" aria-pressed={isCurrent} onClick={onClick}>
      <span>{title}</span>
      <span className="numbers">{numberText(count)}</span>
    </button>
  );
}
