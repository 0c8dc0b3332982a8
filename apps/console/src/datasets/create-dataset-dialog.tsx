import { useMutation } from '@apollo/client/react';
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { CreateDatasetDocument, DatasetsDocument } from '../api/operations.generated.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useProblem } from '../ui/use-problem.ts';

/** Asks for the dataset's name, and continues to the wizard that connects a bucket. */
export default function CreateDatasetDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [name, setName] = useState('');
  const { problem, run } = useProblem();
  const [, navigate] = useLocation();
  const [createDataset, { loading }] = useMutation(CreateDatasetDocument, { refetchQueries: [DatasetsDocument] });

  async function create(event: FormEvent) {
    event.preventDefault();
    const created = await run(async () => (await createDataset({ variables: { name } })).data?.createDataset);
    if (created) navigate(`/datasets/${created.id}`);
  }

  return (
    <Modal opened={opened} onClose={onClose} title="New dataset">
      <form onSubmit={(event) => void create(event)} noValidate>
        <TextInput
          label="Name"
          placeholder="For example: street cameras 2026"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem?.message}
          data-autofocus
          required
          maxLength={200}
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActionButton type="submit" loading={loading} disabled={name.trim() === ''}>
            Create
          </ActionButton>
        </Group>
      </form>
    </Modal>
  );
}
