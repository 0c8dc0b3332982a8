import { isId } from '@bucket-sync/shared/ids';
import { invalid, type Problem, problem } from '@bucket-sync/shared/problem';
import type { AssetFilter } from '../domain/paging.ts';
import type { DeletionStore, Library } from '../domain/ports.ts';

export interface DeleteAssetsParts {
  library: Pick<Library, 'findDatasets'>;
  deletions: Pick<DeletionStore, 'markAssets' | 'deleteMarkedAssets'>;
  now: () => Date;
}

/** The gateway waits 10 s. What is not deleted by then is deleted in the background. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Deletes the assets of a dataset that the filter finds. One transaction marks them, so a process that stops loses
 * none. Some ten thousand are deleted when this returns.
 *
 * @param expectedCount  what the caller saw: nothing is deleted when the filter finds another number now
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
    const { isMore } = await parts.deletions.deleteMarkedAssets(parts.now());
    if (!isMore) break;
  }
  return { count };
}
