import type { FileVerdict, MovedAsset } from './intake.ts';

const contentOf = ({ etag, sizeBytes }: Pick<FileVerdict, 'etag' | 'sizeBytes'>) => `${sizeBytes} ${etag}`;

/**
 * Matches new files with former assets of the same ETag and size, by the key of the file. A content that several files
 * or several former assets have is not matched: which file is which asset is then not known.
 */
export function matchMoved(files: readonly FileVerdict[], former: readonly MovedAsset[]): Map<string, MovedAsset> {
  const filesOf = Map.groupBy(files, contentOf);
  const formerOf = Map.groupBy(former, contentOf);
  const matched = new Map<string, MovedAsset>();
  for (const [content, [file, ...others]] of filesOf) {
    const [asset, ...more] = formerOf.get(content) ?? [];
    if (file && asset && others.length + more.length === 0) matched.set(file.objectKey, asset);
  }
  return matched;
}
