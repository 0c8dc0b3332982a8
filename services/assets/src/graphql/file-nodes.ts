import { type Asset, filenameOf, type SkippedFile } from '../domain/asset.ts';
import { fixCommand } from '../domain/mending.ts';

/** An asset with the names of the contract. */
export function assetNode({ connectionId, ...asset }: Asset) {
  return { ...asset, bucketConnectionId: connectionId, filename: filenameOf(asset.objectKey) };
}

/** A skipped file with the names of the contract, and the command that fixes it. */
export function skippedFileNode({ connectionId, ...file }: SkippedFile) {
  return { ...file, bucketConnectionId: connectionId, fixCommand: fixCommand(file) };
}
