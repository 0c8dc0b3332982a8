import { Popover } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';

interface Props {
  /** The button that opens and closes the panel. Its name is also that of the panel. */
  button: (toggle: () => void) => ReactNode;
  width?: string | number;
  className?: string | undefined;
  /** The content of the panel, which may close it. */
  children: (close: () => void) => ReactNode;
}

/** A panel below the end of its button. While it is open it keeps the focus, which then returns to the button. */
export function Dropdown({ button, width, className, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const target = useRef<HTMLElement>(null);
  function close() {
    // Before the panel is gone: a dialog that opens now returns the focus to the button.
    target.current?.focus({ preventScroll: true });
    setOpen(false);
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={width} shadow="md" trapFocus returnFocus>
      <Popover.Target ref={target}>{button(() => setOpen(!isOpen))}</Popover.Target>
      <Popover.Dropdown className={className}>{children(close)}</Popover.Dropdown>
    </Popover>
  );
}
