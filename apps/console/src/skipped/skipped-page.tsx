import { useQuery } from '@apollo/client/react';
import { IconConfetti } from '@tabler/icons-react';
import { useSearchParams } from 'wouter';
import { SkippedOverviewDocument, type SkippedOverviewQuery, type SkipReason } from '../api/operations.generated.ts';
import { DatasetPage } from '../datasets/dataset-page.tsx';
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
  const [params, setParams] = useSearchParams();
  const counts = dataset.skippedByReason;
  const total = totalOf(dataset);
  const reason = counts.find((each) => each.reason === params.get('reason'))?.reason;
  const choose = (next: SkipReason | undefined) => setParams(next ? { reason: next } : {}, { replace: true });
  if (total === 0) {
    return (
      <EmptyState icon={<IconConfetti size={30} />} title="No file is skipped">
        Everything that the connected buckets hold is in the dataset.
      </EmptyState>
    );
  }
  return (
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
