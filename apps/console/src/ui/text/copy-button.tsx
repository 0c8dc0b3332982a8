import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface Props {
  value: string;
  /** The button's label: "Copy policy". */
  label: string;
  size?: 'xs' | 'sm';
}

/** Copies a text, and confirms it for a moment. */
export function CopyButton({ value, label, size = 'xs' }: Props) {
  const { copy, copied, error } = useClipboard({ timeout: 2_000 });
  const text = textOf(error !== null, copied, label);
  return (
    <Button
      size={size}
      variant="default"
      onClick={() => copy(value)}
      leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
    >
      <span aria-live="polite">{text}</span>
    </Button>
  );
}

function textOf(hasFailed: boolean, hasCopied: boolean, label: string): string {
  if (hasFailed) return 'Select it and copy by hand';
  return hasCopied ? 'Copied' : label;
}
