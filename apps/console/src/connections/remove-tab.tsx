import { useMutation } from '@apollo/client/react';
import { Button, Modal, Title } from '@mantine/core';
import { useState } from 'react';
import { ConnectionsDocument, RemoveConnectionDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import card from '../ui/card.module.css';
import { ConfirmByName } from '../ui/dialogs/confirm-by-name.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { countText } from '../ui/text/text.ts';
import { useProblem } from '../ui/use-problem.ts';
import type { Connection } from './connection.ts';
import type { Removal } from './removed-connection.tsx';

interface Props {
  connection: Connection;
  onRemoved: (removal: Removal) => void;
}

/** Explains what a removal does, and offers it. */
export default function RemoveTab({ connection, onRemoved }: Props) {
  const canEdit = useCanEdit();
  const [isAsking, setAsking] = useState(false);
  return (
    <section className={card.card}>
      <Title order={2}>Remove this connection</Title>
      <ul>
        <li>
          Its {countText(connection.assetCount, 'asset')} stay in the dataset, marked as disconnected. Their pictures
          can no longer be shown.
        </li>
        <li>A sync that is running ends.</li>
        <li>Our principal is deleted, so Bucket Sync can no longer use your role.</li>
        <li>Nothing in your bucket or your AWS account is changed. You may then delete the role and the CORS rule.</li>
        <li>If you connect the same bucket and prefix again, these assets return to it and cost no data row.</li>
      </ul>
      {canEdit ? (
        <Button color="red" onClick={() => setAsking(true)}>
          Remove the connection …
        </Button>
      ) : (
        <Notice kind="info">An editor of your organization can remove it.</Notice>
      )}
      <Modal opened={isAsking} onClose={() => setAsking(false)} title="Remove this connection?">
        <Confirmation connection={connection} onRemoved={onRemoved} onKeep={() => setAsking(false)} />
      </Modal>
    </section>
  );
}

function Confirmation({ connection, onRemoved, onKeep }: Props & { onKeep: () => void }) {
  const [remove, { loading }] = useMutation(RemoveConnectionDocument, { refetchQueries: [ConnectionsDocument] });
  const { problem, run } = useProblem();

  async function confirm() {
    const removed = await run(
      async () => (await remove({ variables: { id: connection.id } })).data?.removeBucketConnection,
    );
    if (removed) onRemoved({ connection, message: removed.message });
  }

  return (
    <ConfirmByName
      label="Name of the connection"
      name={connection.name}
      action="Remove"
      isRunning={loading}
      problem={problem?.message}
      onConfirm={() => void confirm()}
      onKeep={onKeep}
    />
  );
}
