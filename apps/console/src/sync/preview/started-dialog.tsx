import { Button, Group, Modal, Text } from '@mantine/core';

/** What a person must know about a sync that has started. */
export function StartedDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Sync Started" withCloseButton={false}>
      <Text>
        We are reading your bucket now. You can close this page: the sync goes on without it, and the connected bucket
        at the top right of the dataset shows how far it is.
      </Text>
      <Text mt="sm" c="dimmed">
        Files that do not fit are skipped, each with the reason and its fix. Nothing in your bucket is changed.
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose} data-autofocus>
          I Understand
        </Button>
      </Group>
    </Modal>
  );
}
