import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo } from 'react';
import { AssetLinkDocument } from '../../api/operations.generated.ts';
import { createThumbnails, type Thumbnails } from './thumbnails.ts';

/** The pictures of one screen. Their memory is released when the person leaves it. */
export function useThumbnails(): Thumbnails {
  const client = useApolloClient();
  const thumbnails = useMemo(
    () =>
      createThumbnails(async (asset) => {
        const { data } = await client.query({
          query: AssetLinkDocument,
          variables: { id: asset.id },
          fetchPolicy: 'no-cache',
        });
        return { ...asset, url: data?.asset?.url ?? null };
      }),
    [client],
  );
  useEffect(() => () => thumbnails.forget(), [thumbnails]);
  return thumbnails;
}
