import { useApolloClient } from '@apollo/client/react';
import { Group, Radio, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type ExportContent,
  ExportDocument,
  type ExportFormat,
  type ExportQuery,
} from '../api/operations.generated.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { errorOf, sentenceOfRequest } from '../ui/errors.ts';
import { Notice } from '../ui/page/notice.tsx';
import { CodeBlock } from '../ui/text/code-block.tsx';
import { follow } from '../ui/text/download.ts';
import { timeText } from '../ui/text/text.ts';
import { EXPORT_FORMATS } from './export-formats.ts';

type Link = NonNullable<ExportQuery['dataset']>['export'];

/** The formats of an export: as a download, or as a link for a script. */
export function ExportChoice({ datasetId, content }: { datasetId: string; content: ExportContent }) {
  const client = useApolloClient();
  const [format, setFormat] = useState<ExportFormat>('CSV');
  const [link, setLink] = useState<Link>();
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string>();

  async function ask(use: (link: Link) => void) {
    setFailure(undefined);
    setAsking(true);
    try {
      const variables = { id: datasetId, content, format };
      const { data } = await client.query({ query: ExportDocument, variables, fetchPolicy: 'no-cache' });
      if (data?.dataset) use(data.dataset.export);
      else setFailure('The dataset was deleted meanwhile.');
    } catch (error) {
      setFailure(sentenceOfRequest(errorOf(error)));
    } finally {
      setAsking(false);
    }
  }
  function choose(value: string) {
    setLink(undefined);
    setFormat(EXPORT_FORMATS.find((each) => each.format === value)?.format ?? 'CSV');
  }

  return (
    <>
      <Radio.Group label="Format" value={format} onChange={choose}>
        <Stack gap="sm" mt="xs">
          {EXPORT_FORMATS.map(({ format: value, label, about }) => (
            <Radio key={value} value={value} label={label} description={about} />
          ))}
        </Stack>
      </Radio.Group>
      {failure && (
        <Notice kind="problem" title="The download could not be made">
          {failure}
        </Notice>
      )}
      {link && (
        <>
          <CodeBlock title="In a shell" text={`curl -fOJ '${link.href}'`} copyLabel="Copy command" />
          <p>The link needs no token. It starts downloads until {timeText(link.expiresAt)}.</p>
        </>
      )}
      <Group justify="flex-end" mt="lg">
        <ActionButton variant="default" loading={isAsking} onClick={() => void ask(setLink)}>
          A link for a script
        </ActionButton>
        <ActionButton
          loading={isAsking}
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => void ask(follow)}
          data-autofocus
        >
          Download
        </ActionButton>
      </Group>
    </>
  );
}
