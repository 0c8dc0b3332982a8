import { Loader } from '@mantine/core';
import { type ReactNode, Suspense, useState } from 'react';
import classes from './when-opened.module.css';

/** Around a lazy dialog: its code is loaded when it opens for the first time, and the first page needs none of it. */
export function WhenOpened({ opened, children }: { opened: boolean; children: ReactNode }) {
  const [wasOpened, setOpened] = useState(opened);
  if (opened && !wasOpened) setOpened(true);
  const loading = (
    <div className={classes.loading} role="status">
      <Loader aria-label="Loading" />
    </div>
  );
  // A closed dialog stays, because its closing is animated.
  return wasOpened && <Suspense fallback={loading}>{children}</Suspense>;
}
