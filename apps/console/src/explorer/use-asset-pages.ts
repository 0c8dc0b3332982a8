import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { type AssetFilter, type AssetOrder, AssetPageDocument } from '../api/operations.generated.ts';
import { type AssetPages, createAssetPages } from './asset-pages.ts';

/**
 * The pages of one view. They bypass Apollo's cache, which would hold every asset that was ever scrolled past.
 *
 * @param edition  a new number reads every page again
 */
export function useAssetPages(options: {
  datasetId: string;
  filter: AssetFilter;
  orderBy: AssetOrder;
  edition: number;
}): AssetPages {
  const client = useApolloClient();
  const { datasetId, orderBy, edition } = options;
  const filterText = JSON.stringify(options.filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another edition is another view
  const pages = useMemo(
    () =>
      createAssetPages(async ({ after, skip, first }) => {
        const { data } = await client.query({
          query: AssetPageDocument,
          variables: { datasetId, first, after, skip, filter: JSON.parse(filterText), orderBy },
          fetchPolicy: 'no-cache',
          context: { isRepeatedByCaller: true },
        });
        const found = data?.dataset?.assets;
        return { assets: found?.edges.map(({ node }) => node) ?? [], endCursor: found?.pageInfo.endCursor ?? null };
      }),
    [client, datasetId, filterText, orderBy, edition],
  );
  useEffect(() => pages.open(), [pages]);
  useSyncExternalStore(pages.subscribe, pages.version);
  return pages;
}
