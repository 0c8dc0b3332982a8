import { Modal } from '@mantine/core';
import type { ExportContent } from '../api/operations.generated.ts';
import { ExportChoice } from './export-choice.tsx';

export interface ExportProps {
  datasetId: string;
  content: ExportContent;
  /** The title, also of the button that opens the dialog. */
  label: string;
  /** What the file holds, in one sentence. */
  about: string;
}

interface Props extends ExportProps {
  opened: boolean;
  onClose: () => void;
}

export default function ExportDialog({ datasetId, content, label, about, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={label}>
      <p>{about}</p>
      <ExportChoice datasetId={datasetId} content={content} />
    </Modal>
  );
}
