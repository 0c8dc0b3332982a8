import { useMutation } from '@apollo/client/react';
import { Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { DeleteAssetsDocument, ExplorerDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { countText } from '../ui/text/text.ts';
import { useProblem } from '../ui/use-problem.ts';
import classes from './explorer-page.module.css';
import type { Selection } from './grid/use-selection.ts';

/** The most assets that one request may name. */
const MOST_IDS = 1_000;

interface Props {
  selection: Selection;
  datasetId: string;
  onDeleted: () => void;
}

/** The actions for the selected assets. */
export function SelectionBar({ selection, datasetId, onDeleted }: Props) {
  const canEdit = useCanEdit();
  const [isAsking, setAsking] = useState(false);
  if (selection.count === 0) return null;
  return (
    <>
      <section className={classes.selection} aria-label="Selection">
        <span role="status">{countText(selection.count, 'asset')} selected</span>
        {canEdit && (
          <Button size="xs" color="red" onClick={() => setAsking(true)}>
            Delete …
          </Button>
        )}
        <Button size="xs" variant="default" onClick={selection.clear}>
          Clear
        </Button>
      </section>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete ${countText(selection.count, 'asset')}?`}
      >
        <Deletion selection={selection} datasetId={datasetId} onDeleted={onDeleted} onClose={() => setAsking(false)} />
      </Modal>
    </>
  );
}

function Deletion({ selection, datasetId, onDeleted, onClose }: Props & { onClose: () => void }) {
  const [deleteAssets, { loading }] = useMutation(DeleteAssetsDocument, { refetchQueries: [ExplorerDocument] });
  const { problem, run } = useProblem();
  const isTooMuch = selection.count > MOST_IDS;

  async function confirm() {
    const deleted = await run(async () => {
      const filter = { ids: [...selection.ids] };
      const variables = { datasetId, filter, expectedCount: selection.count };
      return (await deleteAssets({ variables })).data?.deleteAssets;
    });
    if (!deleted) return;
    selection.clear();
    onDeleted();
    onClose();
  }

  return (
    <>
      <Text>
        They are taken out of this dataset. Nothing in the bucket is deleted: a connected file comes back with the next
        sync, and costs no data row this month.
      </Text>
      {problem && <Notice kind="problem">{problem.message}</Notice>}
      {isTooMuch && <Notice kind="warning">Delete {countText(MOST_IDS, 'asset')} at most at a time.</Notice>}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep them
        </Button>
        <ActionButton color="red" loading={loading} disabled={isTooMuch} onClick={() => void confirm()}>
          Delete
        </ActionButton>
      </Group>
    </>
  );
}
