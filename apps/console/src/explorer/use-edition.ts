import { useEffect, useRef, useState } from 'react';
import type { ExplorerQuery } from '../api/operations.generated.ts';

type Dataset = NonNullable<ExplorerQuery['dataset']>;

/** Grows when the assets must be read again: at the end of a sync, and at intervals during one. */
export function useEdition(dataset: Dataset): [number, () => void] {
  const settled = dataset.bucketConnections.map(({ lastSync }) => lastSync?.id).join();
  const [edition, setEdition] = useState(0);
  const before = useRef(settled);
  const counted = useRef(dataset.assetCount);
  useEffect(() => {
    const isFirstFill = counted.current === 0 && dataset.assetCount > 0;
    counted.current = dataset.assetCount;
    if (before.current === settled && !isFirstFill) return;
    before.current = settled;
    setEdition((number) => number + 1);
  }, [settled, dataset.assetCount]);
  return [edition, () => setEdition((number) => number + 1)];
}
