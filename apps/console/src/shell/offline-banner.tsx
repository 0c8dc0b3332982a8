import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { connectionState } from '../api/connection-state.ts';
import classes from './shell.module.css';

const ASK_EVERY_MS = 3_000;

/** Warns that the screen may be old, and reads its data again once the gateway answers. */
export function OfflineBanner() {
  const client = useApolloClient();
  const isOffline = useSyncExternalStore(connectionState.subscribe, connectionState.read) === 'offline';
  const wasOffline = useRef(false);
  useEffect(() => {
    if (!isOffline) {
      if (wasOffline.current) void client.refetchQueries({ include: 'active' });
      wasOffline.current = false;
      return;
    }
    wasOffline.current = true;
    const timer = setInterval(async () => {
      const response = await fetch('/readyz').catch(() => undefined);
      if (response?.ok) connectionState.set('online');
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOffline, client]);
  return (
    <div role="status">
      {isOffline && (
        <div className={classes.offline}>
          Bucket Sync does not answer. What you see may be old; syncs go on without you. Trying again …
        </div>
      )}
    </div>
  );
}
