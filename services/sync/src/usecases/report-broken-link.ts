import type { Caller } from '@bucket-sync/shared/auth';
import { type Problem, problem } from '@bucket-sync/shared/problem';
import type { RunLedger } from '../domain/ports.ts';

/** The location of an asset's file. */
export interface AssetFile {
  connectionId: string;
  objectKey: string;
}

/**
 * Records that the link of an asset did not load. The next sync reads its file again. A second report changes nothing.
 */
export async function reportBrokenLink(
  parts: {
    ledger: Pick<RunLedger, 'reportBroken'>;
    findAsset: (caller: Caller, assetId: string) => Promise<AssetFile | null>;
  },
  caller: Caller,
  assetId: string,
): Promise<{ assetId: string } | Problem> {
  const file = await parts.findAsset(caller, assetId);
  const { organizationId } = caller;
  if (file) {
    const target = { organizationId, connectionId: file.connectionId, runId: null };
    if (await parts.ledger.reportBroken(target, file.objectKey)) return { assetId };
  }
  return problem('NOT_FOUND', 'There is no connected asset by this id.', 'assetId');
}
