import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { lazy, useState } from 'react';
import { useCanEdit } from '../auth/session-context.tsx';
import { loadPart } from '../ui/load-part.ts';
import { WhenOpened } from '../ui/when-opened.tsx';
import type { DeletableDataset } from './delete-dataset-dialog.tsx';

const DeleteDatasetDialog = lazy(() => loadPart(() => import('./delete-dataset-dialog.tsx')));

/** What an editor can do with a whole dataset. */
export function DatasetMenu({ dataset }: { dataset: DeletableDataset }) {
  const canEdit = useCanEdit();
  const [isDeleting, setDeleting] = useState(false);
  if (!canEdit) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More actions for the dataset">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDeleting(true)}>
            Delete the dataset …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <WhenOpened opened={isDeleting}>
        <DeleteDatasetDialog dataset={dataset} opened={isDeleting} onClose={() => setDeleting(false)} />
      </WhenOpened>
    </>
  );
}
