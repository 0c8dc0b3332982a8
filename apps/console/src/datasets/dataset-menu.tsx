import { ActionIcon, Button } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { lazy, useState } from 'react';
import { useCanEdit } from '../auth/session-context.tsx';
import { Dropdown } from '../ui/dialogs/dropdown.tsx';
import { WhenOpened } from '../ui/dialogs/when-opened.tsx';
import { loadPart } from '../ui/load-part.ts';
import classes from './dataset-menu.module.css';
import type { DeletableDataset } from './delete-dataset-dialog.tsx';

const DeleteDatasetDialog = lazy(() => loadPart(() => import('./delete-dataset-dialog.tsx')));

/** What an editor can do with a whole dataset. */
export function DatasetMenu({ dataset }: { dataset: DeletableDataset }) {
  const canEdit = useCanEdit();
  const [isDeleting, setDeleting] = useState(false);
  if (!canEdit) return null;
  return (
    <>
      <Dropdown
        className={classes.menu}
        button={(toggle) => (
          <ActionIcon variant="default" size={36} aria-label="More actions for the dataset" onClick={toggle}>
            <IconDots size={18} />
          </ActionIcon>
        )}
      >
        {(close) => (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => {
              close();
              setDeleting(true);
            }}
          >
            Delete the dataset …
          </Button>
        )}
      </Dropdown>
      <WhenOpened opened={isDeleting}>
        <DeleteDatasetDialog dataset={dataset} opened={isDeleting} onClose={() => setDeleting(false)} />
      </WhenOpened>
    </>
  );
}
