import { isId } from '@bucket-sync/shared/ids';
import { type Problem, problem } from '@bucket-sync/shared/problem';
import type { DeletionStore } from '../domain/ports.ts';

export interface DeleteDatasetParts {
  deletions: Pick<DeletionStore, 'hideDataset'>;
  now: () => Date;
}

/** Deletes a dataset without connections. It is hidden at once, and its rows are deleted in the background. */
export async function deleteDataset(
  parts: DeleteDatasetParts,
  organizationId: string,
  id: string,
): Promise<{ id: string } | Problem> {
  const missing = problem('NOT_FOUND', 'There is no dataset by this id.', 'id');
  if (!isId(id)) return missing;
  const result = await parts.deletions.hideDataset(organizationId, id, parts.now());
  if (result.state === 'MISSING') return missing;
  if (result.state === 'HIDDEN') return { id };
  const { connectionCount } = result;
  const fill = connectionCount === 1 ? 'A connection fills' : `${connectionCount} connections fill`;
  return problem('NOT_ALLOWED_NOW', `${fill} this dataset. Remove the connections first, then delete the dataset.`);
}
