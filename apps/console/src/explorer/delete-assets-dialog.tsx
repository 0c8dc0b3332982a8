import { useMutation } from '@apollo/client/react';
import { Button, Group, Modal, Text } from '@mantine/core';
import { DeleteAssetsDocument, ExplorerDocument } from '../api/operations.generated.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { countText } from '../ui/text/text.ts';
import { useProblem } from '../ui/use-problem.ts';
import type { Selection } from './grid/use-selection.ts';

/** The most assets that one request may name. */
const MOST_IDS = 1_000;

interface Props {
  selection: Selection;
  datasetId: string;
  opened: boolean;
  onClose: () => void;
  onDeleted: () => void;
}

/** Explains what the deletion of the selected assets does, and deletes them. */
export default function DeleteAssetsDialog({ opened, ...props }: Props) {
  return (
    <Modal opened={opened} onClose={props.onClose} title={`Delete ${countText(props.selection.count, 'asset')}?`}>
      <Deletion {...props} />
    </Modal>
  );
}

function Deletion({ selection, datasetId, onDeleted, onClose }: Omit<Props, 'opened'>) {
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
        They are removed from this dataset. Nothing in the bucket is deleted: a connected file returns with the next
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
