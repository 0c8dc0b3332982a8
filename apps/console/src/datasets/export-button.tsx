import { Button, Modal } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { ExportContent } from '../api/operations.generated.ts';
import { ExportChoice } from './export-choice.tsx';

interface Props {
  datasetId: string;
  content: ExportContent;
  /** The button and the title of the dialog that it opens. */
  label: string;
  /** What the file holds, in one sentence. */
  about: string;
}

/** Opens the choice of a format for the download of a whole dataset, or of all its skipped files. */
export function ExportButton({ datasetId, content, label, about }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={label}>
        <p>{about}</p>
        <ExportChoice datasetId={datasetId} content={content} />
      </Modal>
    </>
  );
}
