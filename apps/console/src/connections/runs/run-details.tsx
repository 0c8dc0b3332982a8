import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { REASONS } from '../../skipped/reason-words.ts';
import { BarList } from '../../ui/bar-list.tsx';
import { Facts } from '../../ui/facts.tsx';
import { dateTimeText, numberText, sizeText } from '../../ui/text/text.ts';
import type { Run } from './run.ts';
import classes from './runs.module.css';

/** Every count of a sync, with what each means. */
export function RunDetails({ run, datasetId }: { run: Run; datasetId: string }) {
  const { progress, requestedAt, finishedAt } = run;
  return (
    <div className={classes.columns}>
      <section>
        <h2>Files in the bucket</h2>
        <Facts
          entries={[
            count('Examined', progress.listed),
            count('Unchanged', progress.unchanged),
            count('Skipped earlier', progress.leftOut, 'of the unchanged: they still have no asset'),
            count('Excluded', progress.excluded, 'by the patterns, and not among the examined'),
          ]}
        />
      </section>
      <section>
        <h2>Assets</h2>
        <Facts
          entries={[
            count('Added', progress.added),
            count('Updated', progress.updated),
            count('Renamed', progress.renamed, 'of the updated: the same file under a new key'),
            count('Removed', progress.removed),
            count('Withdrawn', progress.withdrawn, 'they were assets, and their files no longer fit'),
          ]}
        />
      </section>
      <section>
        <h2>Skipped files</h2>
        {progress.skippedByReason.length === 0 && <p className={classes.part}>This sync skipped no file.</p>}
        <BarList
          bars={progress.skippedByReason.map(({ reason, count: files }) => ({
            key: reason,
            name: (
              <Anchor component={Link} href={`/datasets/${datasetId}/skipped?reason=${reason}`} fz="inherit">
                {REASONS[reason].title}
              </Anchor>
            ),
            count: files,
            text: numberText(files),
          }))}
        />
      </section>
      <section>
        <h2>Work</h2>
        <Facts
          entries={[
            { name: 'Requested', value: dateTimeText(requestedAt) },
            ...(finishedAt ? [{ name: 'Ended', value: dateTimeText(finishedAt) }] : []),
            { name: 'Read', value: sizeText(progress.bytesRead) },
            { name: 'Requests to S3', value: numberText(progress.requestCount) },
          ]}
        />
      </section>
    </div>
  );
}

function count(name: string, files: number, about?: string) {
  return {
    name,
    value: (
      <span className="numbers">
        {numberText(files)}
        {about && files > 0 && <span className={classes.part}>{about}</span>}
      </span>
    ),
  };
}
