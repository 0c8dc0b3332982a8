import type { SkippedFile } from '../domain/asset.ts';
import type { ConnectedBucket, ScriptSelection } from '../domain/download.ts';
import { repairScript } from '../domain/fixes/script/repair-script.ts';
import type { Library } from '../domain/ports.ts';

/** Some 15 MB of script. It names the key after which the next one continues. */
const MOST_FILES = 50_000;

/**
 * The assets service and the gateway each hold several copies of a script in a GraphQL answer: 4 MB of it took 120 MB
 * of memory. A download is streamed.
 */
export const MOST_BYTES_IN_ANSWER = 1_500_000;

/**
 * Makes a shell script that fixes skipped files of one connection, in the order of their keys. Files whose fix loses
 * something can stay for ever, so a later script is asked for by the last key of an earlier one.
 */
export async function makeRepairScript(
  library: Pick<Library, 'listFixableFiles' | 'countUnfixableFiles'>,
  organizationId: string,
  { id, bucketName, prefix, region }: ConnectedBucket,
  { reason, afterKey }: ScriptSelection,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<string> {
  const selection = { organizationId, connectionId: id, reason, afterKey };
  const most = Math.min(MOST_FILES, Math.ceil(mostBytes / BYTES_AROUND_KEY));
  const [found, unfixableCount] = await Promise.all([
    library.listFixableFiles(selection, most + 1),
    library.countUnfixableFiles(selection),
  ]);
  const files = firstOf(found.slice(0, most), mostBytes);
  const last = files.length < found.length ? files.at(-1) : undefined;
  const next = last && { reason, afterKey: last.objectKey };
  return repairScript({ bucketName, prefix, region, files, unfixableCount, next });
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
