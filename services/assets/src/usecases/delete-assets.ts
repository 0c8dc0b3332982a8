import { isId } from '@bucket-sync/shared/ids';
import { invalid, type Problem, problem } from '@bucket-sync/shared/problem';
import type { AssetFilter } from '../domain/paging.ts';
import type { DeletionStore, Library } from '../domain/ports.ts';

export interface DeleteAssetsParts {
  library: Pick<Library, 'findDatasets'>;
  deletions: Pick<DeletionStore, 'markAssets' | 'deleteMarkedAssets'>;
  now: () => Date;
}

/** The gateway waits 10 s. The remaining assets are deleted in the background. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Deletes the matching assets of a dataset. One transaction marks all of them, so a process that stops loses none. Some
 * ten thousand are deleted before this returns, and none that other callers marked in other datasets.
 *
 * @param expectedCount  the number that the caller saw: if another number matches now, nothing is deleted
 */
export async function deleteAssets(
  parts: DeleteAssetsParts,
  organizationId: string,
  { datasetId, filter, expectedCount }: { datasetId: string; filter: AssetFilter; expectedCount: number },
): Promise<{ count: number } | Problem> {
  const found = await parts.library.findDatasets(organizationId, [datasetId].filter(isId));
  if (!found.has(datasetId)) return problem('NOT_FOUND', 'There is no dataset by this id.', 'datasetId');
  const count = await parts.deletions.markAssets({ organizationId, datasetId, filter }, expectedCount);
  if (count !== expectedCount) {
    const finds = `The filter finds ${count} ${count === 1 ? 'asset' : 'assets'} now, not ${expectedCount}.`;
    return invalid('expectedCount', `${finds} Nothing was deleted: look at the list again.`);
  }
  const deadline = performance.now() + ANSWER_WITHIN_MS;
  while (performance.now() < deadline) {
    const { isMore } = await parts.deletions.deleteMarkedAssets({ organizationId, datasetId }, parts.now());
    if (!isMore) break;
  }
  return { count };
}
