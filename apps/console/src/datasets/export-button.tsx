import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { lazy, useState } from 'react';
import { WhenOpened } from '../ui/dialogs/when-opened.tsx';
import { loadPart } from '../ui/load-part.ts';
import type { ExportProps } from './export-dialog.tsx';

const ExportDialog = lazy(() => loadPart(() => import('./export-dialog.tsx')));

/** Opens the choice of a format for the download of a whole dataset, or of all its skipped files. */
export function ExportButton(props: ExportProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      <WhenOpened opened={isOpen}>
        <ExportDialog {...props} opened={isOpen} onClose={() => setOpen(false)} />
      </WhenOpened>
    </>
  );
}
