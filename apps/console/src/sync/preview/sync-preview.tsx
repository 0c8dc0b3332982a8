import { useApolloClient, useMutation, useQuery } from '@apollo/client/react';
import { Anchor, Button, Group, Loader, Text } from '@mantine/core';
import { Link } from 'wouter';
import { ConnectionRunsDocument, PreviewSyncDocument, StartSyncDocument } from '../../api/operations.generated.ts';
import { useCanEdit } from '../../auth/session-context.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Notice } from '../../ui/page/notice.tsx';
import { FailedState } from '../../ui/page/states.tsx';
import { RemedyText } from '../../ui/text/remedy-text.tsx';
import { useProblem } from '../../ui/use-problem.ts';
import { type Preview, PreviewCounts } from './preview-counts.tsx';

interface Props {
  connectionId: string;
  /** Adds a button that returns to the step before. */
  onBack?: () => void;
  onLater: () => void;
  onStarted: () => void;
}

/** The effect of a sync, read from the bucket now, with the buttons Sync Now and Sync Later. */
export function SyncPreview({ connectionId, ...buttons }: Props) {
  const { data, error, loading, refetch } = useQuery(PreviewSyncDocument, {
    variables: { connectionId },
    fetchPolicy: 'no-cache',
    notifyOnNetworkStatusChange: true,
  });
  const result = data?.previewSync;
  if (error && !loading) return <FailedState what="The preview" error={error} onRetry={() => void refetch()} />;
  if (!result || loading) {
    return (
      <Group gap="sm" py="xl" justify="center" role="status">
        <Loader size="sm" />
        <Text c="dimmed">Listing the bucket. This takes a few seconds …</Text>
      </Group>
    );
  }
  if (result.__typename === 'Problem') {
    return (
      <Notice
        kind="problem"
        title="There is no preview"
        action={
          <Anchor component={Link} href={`/connections/${connectionId}/setup`} fz="sm">
            See the connection
          </Anchor>
        }
      >
        <RemedyText text={result.message} />
      </Notice>
    );
  }
  return (
    <>
      <PreviewCounts preview={result} dataRows={data.organization.dataRows} />
      <Decision connectionId={connectionId} preview={result} {...buttons} />
    </>
  );
}

function Decision({ connectionId, preview, onBack, onLater, onStarted }: Props & { preview: Preview }) {
  const client = useApolloClient();
  const canEdit = useCanEdit();
  const { problem, run } = useProblem();
  const [startSync, { loading }] = useMutation(StartSyncDocument);

  async function start() {
    const started = await run(async () => (await startSync({ variables: { connectionId } })).data?.startSync);
    if (!started) return;
    // The progress bar appears before its first event, which brings what a failure of this read would lack.
    const variables = { id: connectionId };
    await client
      .query({ query: ConnectionRunsDocument, variables, fetchPolicy: 'network-only' })
      .catch(() => undefined);
    onStarted();
  }

  return (
    <>
      {problem && (
        <Notice kind="problem" title="The sync did not start">
          <RemedyText text={problem.message} />
        </Notice>
      )}
      {!canEdit && <Notice kind="info">You can see everything. An editor of your organization starts syncs.</Notice>}
      <Group justify="flex-end" mt="md">
        {onBack && (
          <Button variant="default" mr="auto" onClick={onBack}>
            Back
          </Button>
        )}
        <Button variant="default" onClick={onLater}>
          Sync Later
        </Button>
        {canEdit && (
          <ActionButton loading={loading} onClick={() => void start()} disabled={preview.objectCount === 0}>
            Sync Now
          </ActionButton>
        )}
      </Group>
    </>
  );
}
