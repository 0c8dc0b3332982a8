import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExplorerQuery } from '../api/operations.generated.ts';
import { useAfterSync } from '../sync/use-after-sync.ts';

type Dataset = NonNullable<ExplorerQuery['dataset']>;

/** Grows when the assets must be read again: at the end of a sync, and when the first assets arrive. */
export function useEdition(dataset: Dataset): [number, () => void] {
  const [edition, setEdition] = useState(0);
  const readAgain = useCallback(() => setEdition((number) => number + 1), []);
  useAfterSync(dataset.bucketConnections, readAgain);
  const counted = useRef(dataset.assetCount);
  useEffect(() => {
    const isFirstFill = counted.current === 0 && dataset.assetCount > 0;
    counted.current = dataset.assetCount;
    if (isFirstFill) readAgain();
  }, [dataset.assetCount, readAgain]);
  return [edition, readAgain];
}
