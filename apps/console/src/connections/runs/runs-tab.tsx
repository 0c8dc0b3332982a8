import { useQuery } from '@apollo/client/react';
import { VisuallyHidden } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { RunsDocument } from '../../api/operations.generated.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../../ui/page/states.tsx';
import type { Run } from './run.ts';
import { RunRow } from './run-row.tsx';
import classes from './runs.module.css';

const RUNS = 30;

/** Every sync of the connection with its result, newest first. */
export function RunsTab({ connectionId, datasetId }: { connectionId: string; datasetId: string }) {
  const result = useQuery(RunsDocument, { variables: { id: connectionId, first: RUNS } });
  const runs = result.data?.bucketConnection?.syncRuns;
  if (!runs && !result.error) return <LoadingLines label="Loading the syncs" />;
  return (
    <>
      <ReadFailure what="The list of syncs" result={result} />
      {runs?.length === 0 && (
        <EmptyState icon={<IconHistory size={28} />} title="No sync yet">
          Each sync of this connection is listed here, with what it found and what it did.
        </EmptyState>
      )}
      {runs && runs.length > 0 && <Runs runs={runs} datasetId={datasetId} />}
    </>
  );
}

function Runs({ runs, datasetId }: { runs: readonly Run[]; datasetId: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className={classes.tableScroll} tabIndex={0} aria-label="Syncs">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Result</th>
            <th scope="col">Started</th>
            <th scope="col">Took</th>
            {['Files', 'Added', 'Updated', 'Removed', 'Skipped'].map((name) => (
              <th key={name} scope="col" data-number>
                {name}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>Details</VisuallyHidden>
            </th>
          </tr>
        </thead>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} datasetId={datasetId} />
        ))}
      </table>
    </section>
  );
}
