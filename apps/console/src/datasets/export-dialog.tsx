import { Modal } from '@mantine/core';
import type { ExportProps } from './export-button.tsx';
import { ExportChoice } from './export-choice.tsx';

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
