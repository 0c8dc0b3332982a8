import type { SkipReason } from '@bucket-sync/shared/contracts';
import type { SkippedFile } from '../domain/asset.ts';
import { repairScript } from '../domain/fixes/script/repair-script.ts';
import type { Library } from '../domain/ports.ts';

/** A connection, as the connections service knows it. */
export interface ConnectedBucket {
  id: string;
  bucketName: string;
  prefix: string;
  region: string;
}

/** Some 15 MB of script. After these files are fixed and synced, the next script has the remaining files. */
const MOST_FILES = 50_000;

/**
 * The assets service and the gateway each hold several copies of a script in a GraphQL answer: 4 MB of it took 120 MB
 * of memory. A download is streamed.
 */
export const MOST_BYTES_IN_ANSWER = 1_500_000;

/** Makes a shell script that fixes the skipped files of one connection, for one reason or for all reasons (null). */
export async function makeRepairScript(
  library: Pick<Library, 'listFixableFiles' | 'countUnfixableFiles'>,
  organizationId: string,
  { id, bucketName, prefix, region }: ConnectedBucket,
  reason: SkipReason | null,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<string> {
  const selection = { organizationId, connectionId: id, reason };
  const [files, unfixableCount] = await Promise.all([
    library.listFixableFiles(selection, Math.min(MOST_FILES, Math.ceil(mostBytes / BYTES_AROUND_KEY))),
    library.countUnfixableFiles(selection),
  ]);
  return repairScript({ bucketName, prefix, region, files: firstOf(files, mostBytes), unfixableCount });
}

/** The first files whose lines fit into this many bytes. A line holds the key twice, and the finding. */
function firstOf(files: readonly SkippedFile[], mostBytes: number): SkippedFile[] {
  let bytes = 0;
  const first: SkippedFile[] = [];
  for (const file of files) {
    bytes += 2 * Buffer.byteLength(file.objectKey) + Buffer.byteLength(file.detail) + BYTES_AROUND_KEY;
    if (bytes > mostBytes) break;
    first.push(file);
  }
  return first;
}

const BYTES_AROUND_KEY = 250;
