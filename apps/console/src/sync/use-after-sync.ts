import { useEffect, useRef } from 'react';

interface Syncing {
  id: string;
  activeSync: object | null;
  /** The newest sync. While it runs, it is the active one too. */
  lastSync: { id: string } | null;
}

/** Calls `readAgain` each time a sync of one of the connections has ended. */
export function useAfterSync(connections: readonly Syncing[], readAgain: () => void): void {
  const endedBy = useRef(new Map<string, string>());
  for (const { id, activeSync, lastSync } of connections) {
    if (!activeSync && lastSync) endedBy.current.set(id, lastSync.id);
  }
  const ended = [...endedBy.current.values()].join();
  const before = useRef(ended);
  useEffect(() => {
    if (before.current === ended) return;
    before.current = ended;
    readAgain();
  }, [ended, readAgain]);
}
