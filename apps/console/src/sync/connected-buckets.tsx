import type { ConnectionPartsFragment } from '../api/operations.generated.ts';

export function ConnectedBuckets(_: { datasetId: string; connections: readonly ConnectionPartsFragment[] }) {
  return null;
}
