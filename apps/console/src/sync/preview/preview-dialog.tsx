import { Modal } from '@mantine/core';
import { useState } from 'react';
import { StartedDialog } from './started-dialog.tsx';
import { SyncPreview } from './sync-preview.tsx';

interface Props {
  connectionId: string;
  opened: boolean;
  onClose: () => void;
}

/** Preview Files to Sync as a dialog, and the dialog that follows Sync Now. */
export default function PreviewDialog({ connectionId, opened, onClose }: Props) {
  const [hasStarted, setStarted] = useState(false);
  function close() {
    setStarted(false);
    onClose();
  }
  return (
    <>
      <Modal opened={opened && !hasStarted} onClose={onClose} title="Preview Files to Sync" size="lg">
        <SyncPreview connectionId={connectionId} onLater={onClose} onStarted={() => setStarted(true)} />
      </Modal>
      <StartedDialog opened={hasStarted} onClose={close} />
    </>
  );
}
