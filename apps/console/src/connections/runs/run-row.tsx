import { ActionIcon } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { RUN_STATES } from '../../sync/run-words.ts';
import { StatusText } from '../../ui/status/status-dot.tsx';
import { dateTimeText, durationText, numberText } from '../../ui/text/text.ts';
import type { Run } from './run.ts';
import { RunDetails } from './run-details.tsx';
import classes from './runs.module.css';

/** One sync with its main counts. A button opens the details below the row. */
export function RunRow({ run, datasetId }: { run: Run; datasetId: string }) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  const { progress, failure, startedAt, finishedAt, requestedAt } = run;
  const { label, tone } = RUN_STATES[run.state];
  const started = dateTimeText(startedAt ?? requestedAt);
  return (
    <tbody>
      <tr>
        <td>
          <StatusText tone={tone}>{label}</StatusText>
          {failure && <p className={classes.failure}>{failure.message}</p>}
        </td>
        <td>{started}</td>
        <td className="numbers">{tookText(startedAt, finishedAt)}</td>
        <Count count={progress.listed} part={progress.excluded} partName="excluded" />
        <Count count={progress.added} />
        <Count count={progress.updated} part={progress.renamed} partName="renamed" />
        <Count count={progress.removed} />
        <Count count={progress.skipped} part={progress.withdrawn} partName="withdrawn" />
        <td>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Details of the sync of ${started}`}
            aria-expanded={isOpen}
            aria-controls={isOpen ? detailsId : undefined}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? <IconChevronUp size={18} /> : <IconChevronDown size={18} />}
          </ActionIcon>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={9} id={detailsId} className={classes.details}>
            <RunDetails run={run} datasetId={datasetId} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** A count, and below it the part of it that a person might not expect. */
function Count({ count, part = 0, partName }: { count: number; part?: number; partName?: string }) {
  return (
    <td data-number className="numbers">
      {numberText(count)}
      {part > 0 && (
        <span className={classes.part}>
          {numberText(part)} {partName}
        </span>
      )}
    </td>
  );
}

function tookText(startedAt: string | null, finishedAt: string | null): string {
  if (!startedAt || !finishedAt) return '–';
  return durationText((new Date(finishedAt).getTime() - new Date(startedAt).getTime()) / 1000);
}
