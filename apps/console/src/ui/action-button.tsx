import { Button, type ButtonProps, Loader } from '@mantine/core';
import type { ComponentPropsWithoutRef, MouseEvent } from 'react';

interface Props extends ButtonProps, Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps> {}

/**
 * A button that shows when its action runs. It keeps the keyboard focus meanwhile: Mantine's own `loading` disables the
 * button, and a disabled button loses the focus. A press while the action runs does nothing.
 */
export function ActionButton({ loading = false, leftSection, onClick, ...others }: Props) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (loading) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <Button
      {...others}
      leftSection={loading ? <Loader size={16} color="currentColor" aria-hidden /> : leftSection}
      aria-busy={loading || undefined}
      aria-disabled={loading || undefined}
      onClick={press}
    />
  );
}
