import { useMutation } from '@apollo/client/react';
import { Anchor, Button, Group, Modal } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { DatasetsDocument, DeleteDatasetDocument } from '../api/operations.generated.ts';
import { ConfirmByName } from '../ui/dialogs/confirm-by-name.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { countText } from '../ui/text/text.ts';
import { useProblem } from '../ui/use-problem.ts';

export interface DeletableDataset {
  id: string;
  name: string;
  assetCount: number;
  bucketConnections: readonly { id: string; name: string }[];
}

interface Props {
  dataset: DeletableDataset;
  opened: boolean;
  onClose: () => void;
}

/** Explains what the deletion of a dataset does, and asks for its name. */
export default function DeleteDatasetDialog({ dataset, opened, onClose }: Props) {
  const isConnected = dataset.bucketConnections.length > 0;
  return (
    <Modal opened={opened} onClose={onClose} title="Delete this dataset?" size="lg">
      <ul>
        <li>
          Its {countText(dataset.assetCount, 'asset')}, its list of skipped files and its history are deleted here. You
          cannot undo this.
        </li>
        <li>Nothing in your buckets or your AWS account is changed.</li>
        <li>
          The data rows that it used this month stay used. In another dataset the same files need data rows again.
        </li>
      </ul>
      {isConnected ? (
        <RemoveFirst dataset={dataset} onClose={onClose} />
      ) : (
        <Confirmation dataset={dataset} onClose={onClose} />
      )}
    </Modal>
  );
}

function RemoveFirst({ dataset, onClose }: Omit<Props, 'opened'>) {
  return (
    <>
      <Notice kind="warning" title="Remove its connections first">
        A connection would fill the dataset again.
        <ul>
          {dataset.bucketConnections.map(({ id, name }) => (
            <li key={id}>
              <Anchor component={Link} href={`/connections/${id}?tab=remove`} fz="inherit">
                <bdi>{name}</bdi>
              </Anchor>
            </li>
          ))}
        </ul>
      </Notice>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
      </Group>
    </>
  );
}

function Confirmation({ dataset, onClose }: Omit<Props, 'opened'>) {
  const [deleteDataset, { loading }] = useMutation(DeleteDatasetDocument, { refetchQueries: [DatasetsDocument] });
  const { problem, run } = useProblem();
  const [, navigate] = useLocation();

  async function confirm() {
    const deleted = await run(async () => (await deleteDataset({ variables: { id: dataset.id } })).data?.deleteDataset);
    if (deleted) navigate('/');
  }

  return (
    <ConfirmByName
      label="Name of the dataset"
      name={dataset.name}
      action="Delete"
      isRunning={loading}
      problem={problem?.message}
      onConfirm={() => void confirm()}
      onKeep={onClose}
    />
  );
}
