import { type Asset, filenameOf, type SkippedFile } from '../domain/asset.ts';
import { commandOf, losslessCommand } from '../domain/fixes/command.ts';
import { fixesOf } from '../domain/fixes/fixes-of.ts';

/** An asset with the names of the contract. */
export function assetNode({ connectionId, ...asset }: Asset) {
  return { ...asset, bucketConnectionId: connectionId, filename: filenameOf(asset.objectKey) };
}

/** A skipped file with the names of the contract, and every way to fix it. */
export function skippedFileNode({ connectionId, findings, ...file }: SkippedFile) {
  const { objectKey } = file;
  const fixes = fixesOf({ ...file, findings });
  return {
    ...file,
    bucketConnectionId: connectionId,
    fixCommand: losslessCommand(fixes, objectKey),
    fixes: fixes.map((fix) => ({
      title: fix.title,
      command: commandOf(fix, objectKey),
      loses: [...fix.loses],
      advice: fix.advice,
    })),
  };
}
