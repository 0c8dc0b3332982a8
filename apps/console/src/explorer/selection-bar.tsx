import { Button } from '@mantine/core';
import { lazy, useState } from 'react';
import { useCanEdit } from '../auth/session-context.tsx';
import { WhenOpened } from '../ui/dialogs/when-opened.tsx';
import { loadPart } from '../ui/load-part.ts';
import { countText } from '../ui/text/text.ts';
import classes from './explorer-page.module.css';
import type { Selection } from './grid/use-selection.ts';

const DeleteAssetsDialog = lazy(() => loadPart(() => import('./delete-assets-dialog.tsx')));

interface Props {
  selection: Selection;
  datasetId: string;
  onCleared: () => void;
  onDeleted: () => void;
}

/** The actions for the selected assets. */
export function SelectionBar({ selection, datasetId, onCleared, onDeleted }: Props) {
  const canEdit = useCanEdit();
  const [isAsking, setAsking] = useState(false);
  if (selection.count === 0) return null;
  function clear() {
    selection.clear();
    onCleared();
  }
  return (
    <>
      <section className={classes.selection} aria-label="Selection">
        <span role="status">{countText(selection.count, 'asset')} selected</span>
        {canEdit && (
          <Button size="xs" color="red" onClick={() => setAsking(true)}>
            Delete …
          </Button>
        )}
        <Button size="xs" variant="default" onClick={clear}>
          Clear
        </Button>
      </section>
      <WhenOpened opened={isAsking}>
        <DeleteAssetsDialog
          selection={selection}
          datasetId={datasetId}
          opened={isAsking}
          onClose={() => setAsking(false)}
          onDeleted={onDeleted}
        />
      </WhenOpened>
    </>
  );
}
