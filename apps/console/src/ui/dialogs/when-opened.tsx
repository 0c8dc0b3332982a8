import { Loader } from '@mantine/core';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import classes from './when-opened.module.css';

/** Around a lazy dialog: its code is loaded when it opens for the first time, and the first page needs none of it. */
export function WhenOpened({ opened, children }: { opened: boolean; children: ReactNode }) {
  const [wasOpened, setOpened] = useState(opened);
  if (opened && !wasOpened) setOpened(true);
  useReturnOfFocus(opened);
  const loading = (
    <div className={classes.loading} role="status">
      <Loader aria-label="Loading" />
    </div>
  );
  // A closed dialog stays, because its closing is animated.
  return wasOpened && <Suspense fallback={loading}>{children}</Suspense>;
}

/**
 * Returns the focus to the button that opened the dialog, or to the page when the button is gone. Mantine does so only
 * for a dialog that was on the page before it opened.
 */
function useReturnOfFocus(opened: boolean): void {
  useEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    return () => {
      const current = document.activeElement;
      const hasMoved = current !== document.body && !current?.closest('[role=dialog]');
      if (hasMoved) return;
      const target = opener instanceof HTMLElement && opener.isConnected ? opener : document.getElementById('main');
      target?.focus({ preventScroll: true });
    };
  }, [opened]);
}
