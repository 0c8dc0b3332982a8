import { useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { AssetCountDocument, type AssetFilter } from '../api/operations.generated.ts';

/**
 * Counts the assets that a filter finds.
 *
 * @param edition  a new number counts them again
 */
export function useAssetCount(options: { datasetId: string; filter: AssetFilter; edition: number; skip: boolean }) {
  const { datasetId, filter, edition, skip } = options;
  const result = useQuery(AssetCountDocument, {
    variables: { datasetId, filter },
    skip,
    fetchPolicy: 'network-only',
  });
  const { data, error, refetch } = result;
  const counted = useRef(edition);
  useEffect(() => {
    if (counted.current === edition) return;
    counted.current = edition;
    // The result holds a failure.
    if (!skip) refetch().catch(() => undefined);
  }, [edition, skip, refetch]);
  return { data, error, refetch, count: data?.dataset?.assets.totalCount };
}
