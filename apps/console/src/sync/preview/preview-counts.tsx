import { Title } from '@mantine/core';
import type { PreviewSyncQuery } from '../../api/operations.generated.ts';
import { Notice } from '../../ui/page/notice.tsx';
import { countText, numberText, sizeText } from '../../ui/text/text.ts';
import { RowsBar } from './rows-bar.tsx';
import { rowsForecast } from './rows-forecast.ts';
import classes from './sync-preview.module.css';

export type Preview = Extract<PreviewSyncQuery['previewSync'], { __typename: 'SyncPreview' }>;

interface Props {
  preview: Preview;
  /** The data rows of the month. */
  dataRows: PreviewSyncQuery['organization']['dataRows'];
}

/** The numbers of a preview, the data rows that they need, and some of the paths. */
export function PreviewCounts({ preview, dataRows }: Props) {
  const { objectCount, isComplete, totalBytes, imageCount, videoCount, otherCount, sampleKeys } = preview;
  if (objectCount === 0) {
    return (
      <Notice kind="info" title="No files were found">
        The bucket can be read, and holds no files below its prefix. Add files or correct the prefix, then open the
        preview again.
      </Notice>
    );
  }
  const namesText = [
    imageCount > 0 && countText(imageCount, 'image'),
    videoCount > 0 && countText(videoCount, 'video'),
    otherCount > 0 && countText(otherCount, 'other'),
  ]
    .filter(Boolean)
    .join(', ');
  const changes = [
    { name: 'New', count: preview.newCount, about: 'not in the dataset yet' },
    { name: 'Changed', count: preview.changedCount, about: 'overwritten since the last sync' },
    { name: 'Unchanged', count: preview.unchangedCount, about: 'left as they are' },
    { name: 'Tried again', count: preview.retriedCount, about: 'skipped for a reason that may have passed' },
    { name: 'Duplicates', count: preview.duplicateCount, about: 'of the new: the same bytes as another file' },
    { name: 'Excluded', count: preview.excludedCount, about: 'by the patterns of the connection' },
    { name: 'Missing', count: preview.missingCount, about: 'in the dataset, no longer in the bucket' },
  ].filter(({ name, count }) => count > 0 || name === 'New');
  return (
    <div className={classes.preview}>
      <p className={classes.total}>
        <b className="numbers">
          {isComplete ? '' : 'More than '}
          {countText(objectCount, 'file')}
        </b>{' '}
        <span className={classes.quiet}>
          {sizeText(totalBytes)} · by their names {namesText}
        </span>
      </p>
      {!isComplete && (
        <Notice kind="info">The bucket is large. A preview counts for five seconds. The sync reads all of it.</Notice>
      )}
      <dl className={classes.changes}>
        {changes.map(({ name, count, about }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numbers">{numberText(count)}</dd>
            <dd className={classes.quiet}>{about}</dd>
          </div>
        ))}
      </dl>
      <DataRows preview={preview} dataRows={dataRows} />
      <Title order={3}>Some of the paths</Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <ol className={classes.paths} tabIndex={0}>
        {sampleKeys.map((key) => (
          <li key={key} className="path">
            {key}
          </li>
        ))}
      </ol>
    </div>
  );
}

function DataRows({ preview, dataRows }: Props) {
  const { isEnough, text } = rowsForecast(preview, dataRows.resetsAt);
  return (
    <Notice kind={isEnough ? 'info' : 'warning'} title={isEnough ? undefined : 'Not enough data rows for all of it'}>
      <RowsBar limit={dataRows.limit} used={dataRows.used} needed={preview.dataRowsNeeded} />
      {text}
    </Notice>
  );
}
