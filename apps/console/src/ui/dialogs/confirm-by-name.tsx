import { Button, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ActionButton } from '../action-button.tsx';

interface Props {
  /** The label of the field: "Name of the dataset". */
  label: string;
  /** The text that has to be typed. */
  name: string;
  /** The label of the button: "Delete". */
  action: string;
  isRunning: boolean;
  problem?: string;
  onConfirm: () => void;
  onKeep: () => void;
}

/** Asks for the name of a thing before an action that cannot be undone. */
export function ConfirmByName({ label, name, action, isRunning, problem, onConfirm, onKeep }: Props) {
  const [typed, setTyped] = useState('');
  // A name may begin or end with spaces, which the screen does not show.
  const isConfirmed = typed.trim() === name.trim();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isConfirmed) onConfirm();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Text mb="sm" style={{ overflowWrap: 'anywhere' }}>
        Type{' '}
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        to confirm.
      </Text>
      <TextInput
        label={label}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        data-autofocus
        error={problem}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onKeep}>
          Keep it
        </Button>
        <ActionButton type="submit" color="red" loading={isRunning} disabled={!isConfirmed}>
          {action}
        </ActionButton>
      </Group>
    </form>
  );
}
