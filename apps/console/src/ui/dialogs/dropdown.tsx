import { Popover } from '@mantine/core';
import { type ReactNode, useState } from 'react';

interface Props {
  /** The button that opens and closes the panel. */
  button: (toggle: () => void) => ReactNode;
  /** The name of the panel. */
  label: string;
  width?: string | number;
  className?: string | undefined;
  /** The content of the panel, which may close it. */
  children: (close: () => void) => ReactNode;
}

/** A panel below the end of its button. While it is open it keeps the focus, which then returns to the button. */
export function Dropdown({ button, label, width, className, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={width} shadow="md" trapFocus returnFocus>
      <Popover.Target>{button(() => setOpen(!isOpen))}</Popover.Target>
      <Popover.Dropdown aria-label={label} className={className}>
        {children(() => setOpen(false))}
      </Popover.Dropdown>
    </Popover>
  );
}
