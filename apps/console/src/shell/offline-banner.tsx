import { useSyncExternalStore } from 'react';
import { staleness } from '../api/staleness.ts';
import classes from './shell.module.css';

/** Warns that the screen may be old. */
export function OfflineBanner() {
  const reason = useSyncExternalStore(staleness.subscribe, staleness.reason);
  return (
    <div role="status">
      {reason && (
        <div className={classes.offline}>{reason} What you see may be old, and syncs continue. Trying again …</div>
      )}
    </div>
  );
}
