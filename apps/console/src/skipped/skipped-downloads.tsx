import { useApolloClient } from '@apollo/client/react';
import { Button, TextInput } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { RepairScriptDocument, type SkippedOverviewQuery, type SkipReason } from '../api/operations.generated.ts';
import { ExportButton } from '../datasets/export-button.tsx';
import { errorOf, sentenceOfRequest } from '../ui/errors.ts';
import { Notice } from '../ui/page/notice.tsx';
import { follow } from '../ui/text/download.ts';
import { numberText } from '../ui/text/text.ts';
import { REASONS } from './reason-words.ts';
import classes from './skipped.module.css';
import { SyncAgain } from './sync-again.tsx';

type Dataset = NonNullable<SkippedOverviewQuery['dataset']>;

/** The service writes no longer script. Another one continues after the last key of the first. */
const FILES_A_SCRIPT = 50_000;

interface Props {
  dataset: Dataset;
  reason: SkipReason | undefined;
  /** Called when a sync of the skipped files has started. */
  onStarted: () => void;
}

/** The downloads: a script that fixes all files, and the list of files. */
export function SkippedDownloads({ dataset, reason, onStarted }: Props) {
  const client = useApolloClient();
  const [failure, setFailure] = useState<string>();
  const [afterKey, setAfterKey] = useState('');
  const connections = dataset.bucketConnections.filter(({ skippedCount }) => skippedCount > 0);

  async function download(id: string) {
    setFailure(undefined);
    try {
      const variables = { id, reason: reason ?? null, afterKey: afterKey || null };
      const { data } = await client.query({ query: RepairScriptDocument, variables, fetchPolicy: 'no-cache' });
      if (data?.bucketConnection) follow(data.bucketConnection.repairScriptDownload);
      else setFailure('The connection was removed meanwhile.');
    } catch (error) {
      setFailure(sentenceOfRequest(errorOf(error)));
    }
  }

  const reasons = reason ? [reason] : dataset.skippedByReason.map((each) => each.reason);
  const isFixable = reasons.some((each) => 'isFixable' in REASONS[each]);
  const needsMoreScripts = isFixable && connections.some(({ skippedCount }) => skippedCount > FILES_A_SCRIPT);
  const scriptLabel = reason ? 'Repair script for this reason' : 'Repair script';
  return (
    <>
      <div className={classes.downloads}>
        {isFixable &&
          connections.map(({ id, name }) => (
            <Button key={id} leftSection={<IconTool size={16} aria-hidden />} onClick={() => void download(id)}>
              {connections.length > 1 ? `${scriptLabel}: ${name}` : scriptLabel}
            </Button>
          ))}
        <SyncAgain connections={connections} reasons={reasons} onStarted={onStarted} />
        <ExportButton
          datasetId={dataset.id}
          content="SKIPPED_FILES"
          label="Export the list"
          about="All skipped files of the dataset in one file, each with its reason and its fix."
        />
      </div>
      {needsMoreScripts && (
        <TextInput
          label="Repair script for the files after this key"
          description={`A script holds ${numberText(FILES_A_SCRIPT)} files. If more follow, it names its last key.`}
          value={afterKey}
          onChange={(event) => setAfterKey(event.currentTarget.value)}
          classNames={{ input: 'path' }}
          mb="md"
        />
      )}
      {failure && (
        <Notice kind="problem" title="The download could not be made">
          {failure}
        </Notice>
      )}
    </>
  );
}
