import { useQuery } from '@apollo/client/react';
import { IconHistory } from '@tabler/icons-react';
import { RunsDocument, type RunsQuery } from '../api/operations.generated.ts';
import { RUN_STATES } from '../sync/run-words.ts';
import { EmptyState, FailedState, LoadingLines } from '../ui/page/states.tsx';
import { StatusText } from '../ui/status/status-dot.tsx';
import { dateTimeText, durationText, numberText, sizeText } from '../ui/text/text.ts';
import classes from './connections.module.css';

const RUNS = 30;

type Run = NonNullable<RunsQuery['bucketConnection']>['syncRuns'][number];

/** Every sync of the connection with its result, newest first. */
export function RunsTab({ connectionId }: { connectionId: string }) {
  const { data, error, refetch } = useQuery(RunsDocument, { variables: { id: connectionId, first: RUNS } });
  const runs = data?.bucketConnection?.syncRuns;
  if (error && !runs) return <FailedState what="The syncs" error={error} onRetry={() => void refetch()} />;
  if (!runs) return <LoadingLines label="Loading the syncs" />;
  if (runs.length === 0) {
    return (
      <EmptyState icon={<IconHistory size={28} />} title="No sync yet">
        Each sync of this connection is listed here, with what it found and what it did.
      </EmptyState>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className={classes.tableScroll} tabIndex={0} aria-label="Syncs">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Result</th>
            <th scope="col">Started</th>
            <th scope="col">Took</th>
            {['Files', 'Added', 'Updated', 'Removed', 'Skipped', 'Read'].map((name) => (
              <th key={name} scope="col" data-number>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RunRow({ run }: { run: Run }) {
  const { progress, failure, startedAt, finishedAt, requestedAt } = run;
  const { label, tone } = RUN_STATES[run.state];
  const counts = [progress.listed, progress.added, progress.updated, progress.removed, progress.skipped];
  return (
    <tr>
      <td>
        <StatusText tone={tone}>{label}</StatusText>
        {failure && <p className={classes.failure}>{failure.message}</p>}
      </td>
      <td>{dateTimeText(startedAt ?? requestedAt)}</td>
      <td className="numbers">{tookText(startedAt, finishedAt)}</td>
      {counts.map((count, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a table have no other name
        <td key={n} data-number className="numbers">
          {numberText(count)}
        </td>
      ))}
      <td data-number className="numbers">
        {sizeText(progress.bytesRead)}
      </td>
    </tr>
  );
}

function tookText(startedAt: string | null, finishedAt: string | null): string {
  if (!startedAt || !finishedAt) return '–';
  return durationText((new Date(finishedAt).getTime() - new Date(startedAt).getTime()) / 1000);
}
