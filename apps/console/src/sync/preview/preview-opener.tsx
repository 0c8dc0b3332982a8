import { lazy, useState } from 'react';
import { WhenOpened } from '../../ui/dialogs/when-opened.tsx';
import { loadPart } from '../../ui/load-part.ts';

const PreviewDialog = lazy(() => loadPart(() => import('./preview-dialog.tsx')));

interface Props {
  /** Undefined while no connection is previewed. */
  connection: { id: string } | undefined;
  onClose: () => void;
}

/** The preview of a connection's sync, whose code is loaded when it opens for the first time. */
export function PreviewOpener({ connection, onClose }: Props) {
  // The dialog keeps its content while its closing is animated.
  const [latest, setLatest] = useState(connection);
  if (connection && connection.id !== latest?.id) setLatest(connection);
  const opened = connection !== undefined;
  return (
    <WhenOpened opened={opened}>
      {latest && <PreviewDialog connectionId={latest.id} opened={opened} onClose={onClose} />}
    </WhenOpened>
  );
}
