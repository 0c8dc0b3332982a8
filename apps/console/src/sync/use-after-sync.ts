import { useEffect, useRef } from 'react';

/**
 * Calls `readAgain` each time a sync of one of the connections has ended.
 *
 * @returns the last syncs, as a text that changes with each end
 */
export function useAfterSync(
  connections: readonly { lastSync: { id: string } | null }[],
  readAgain: () => void,
): string {
  const ended = connections.map(({ lastSync }) => lastSync?.id).join();
  const before = useRef(ended);
  useEffect(() => {
    if (before.current === ended) return;
    before.current = ended;
    readAgain();
  }, [ended, readAgain]);
  return ended;
}
