import { Modal } from '@mantine/core';
import { useState } from 'react';
import { StartedDialog } from './started-dialog.tsx';
import { SyncPreview } from './sync-preview.tsx';

interface Props {
  /** Undefined before a connection is previewed. */
  connection: { id: string } | undefined;
  opened: boolean;
  onClose: () => void;
}

/** Preview Files to Sync as a dialog, and the dialog that follows Sync Now. */
export default function PreviewDialog({ connection, opened, onClose }: Props) {
  const [hasStarted, setStarted] = useState(false);
  return (
    <>
      <Modal opened={opened} onClose={onClose} title="Preview Files to Sync" size="lg">
        {connection && (
          <SyncPreview
            connectionId={connection.id}
            onLater={onClose}
            onStarted={() => {
              onClose();
              setStarted(true);
            }}
          />
        )}
      </Modal>
      <StartedDialog opened={hasStarted} onClose={() => setStarted(false)} />
    </>
  );
}
