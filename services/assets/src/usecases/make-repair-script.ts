import type { SkipReason } from '@bucket-sync/shared/contracts';
import { repairScript } from '../domain/mending-script.ts';
import type { Library } from '../domain/ports.ts';

/** A connection, as the connections service knows it. */
export interface ConnectedBucket {
  id: string;
  bucketName: string;
  prefix: string;
  region: string;
}

/** Some 15 MB of script; once these are mended and synced, the next script holds the next. */
const MOST_FILES = 50_000;

/** A shell script that mends what is left out of one connection, for one reason or for all (null). */
export async function makeRepairScript(
  library: Pick<Library, 'listFixableFiles' | 'countUnfixableFiles'>,
  organizationId: string,
  { id, bucketName, prefix, region }: ConnectedBucket,
  reason: SkipReason | null,
): Promise<string> {
  const wanted = { organizationId, connectionId: id, reason };
  const [files, unmendableCount] = await Promise.all([
    library.listFixableFiles(wanted, MOST_FILES),
    library.countUnfixableFiles(wanted),
  ]);
  return repairScript({ bucketName, prefix, region, files, unmendableCount });
}
