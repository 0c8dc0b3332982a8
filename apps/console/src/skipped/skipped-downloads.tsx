import { useApolloClient } from '@apollo/client/react';
import { Button, Menu } from '@mantine/core';
import { IconDownload, IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import {
  ExportDocument,
  type ExportFormat,
  RepairScriptDocument,
  type SkippedOverviewQuery,
  type SkipReason,
} from '../api/operations.generated.ts';
import { errorOf } from '../ui/errors.ts';
import { Notice } from '../ui/page/notice.tsx';
import { sentenceOf } from '../ui/page/states.tsx';
import { follow } from '../ui/text/download.ts';
import { EXPORT_FORMATS } from '../ui/text/export-formats.ts';
import classes from './skipped.module.css';
import { SyncAgain } from './sync-again.tsx';

type Dataset = NonNullable<SkippedOverviewQuery['dataset']>;

/** The downloads: a script that fixes all files, and the list of files. */
export function SkippedDownloads({ dataset, reason }: { dataset: Dataset; reason: SkipReason | undefined }) {
  const client = useApolloClient();
  const [failure, setFailure] = useState<string>();
  const connections = dataset.bucketConnections.filter(({ skippedCount }) => skippedCount > 0);

  async function download(read: () => Promise<{ href: string; filename: string } | undefined>) {
    setFailure(undefined);
    try {
      const link = await read();
      if (link) follow(link);
    } catch (error) {
      setFailure(sentenceOf(errorOf(error)));
    }
  }
  const script = (id: string) =>
    download(async () => {
      const variables = { id, reason: reason ?? null };
      const { data } = await client.query({ query: RepairScriptDocument, variables, fetchPolicy: 'no-cache' });
      return data?.bucketConnection?.repairScriptDownload;
    });
  const list = (format: ExportFormat) =>
    download(async () => {
      const variables = { id: dataset.id, content: 'SKIPPED_FILES' as const, format };
      const { data } = await client.query({ query: ExportDocument, variables, fetchPolicy: 'no-cache' });
      return data?.dataset?.export;
    });

  const scriptLabel = reason ? 'Repair script for this reason' : 'Repair script';
  return (
    <>
      <div className={classes.downloads}>
        {connections.map(({ id, name }) => (
          <Button key={id} leftSection={<IconTool size={16} aria-hidden />} onClick={() => void script(id)}>
            {connections.length > 1 ? `${scriptLabel}: ${name}` : scriptLabel}
          </Button>
        ))}
        <SyncAgain
          connections={connections}
          reasons={reason ? [reason] : dataset.skippedByReason.map((each) => each.reason)}
        />
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
              Export the list
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {EXPORT_FORMATS.map(({ format, label }) => (
              <Menu.Item key={format} onClick={() => void list(format)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {failure && (
        <Notice kind="problem" title="The download could not be made">
          {failure}
        </Notice>
      )}
    </>
  );
}
