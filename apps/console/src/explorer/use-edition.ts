import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExplorerQuery } from '../api/operations.generated.ts';
import { useAfterSync } from '../sync/use-after-sync.ts';

type Dataset = NonNullable<ExplorerQuery['dataset']>;

interface Edition {
  /** Grows when the assets must be read again. */
  edition: number;
  /** The assets of the dataset when this edition began. */
  total: number;
  /** Assets that a running sync has added since. They would move the others, so the person asks for them. */
  arrived: number;
  readAgain: () => void;
}

/** The assets are read again at the end of a sync, when the first assets arrive, and when the person asks. */
export function useEdition({ assetCount, bucketConnections }: Dataset): Edition {
  const [{ edition, total }, setState] = useState({ edition: 0, total: assetCount });
  if (assetCount < total) setState({ edition, total: assetCount });
  const latest = useRef(assetCount);
  latest.current = assetCount;
  const readAgain = useCallback(
    () => setState((before) => ({ edition: before.edition + 1, total: latest.current })),
    [],
  );
  useAfterSync(bucketConnections, readAgain);
  const arrived = Math.max(0, assetCount - total);
  const isSyncing = bucketConnections.some(({ activeSync }) => activeSync && activeSync.state !== 'HELD');
  const mustRead = arrived > 0 && (total === 0 || !isSyncing);
  useEffect(() => {
    if (mustRead) readAgain();
  }, [mustRead, readAgain]);
  return { edition, total, arrived, readAgain };
}
