import type { Transaction } from '@bucket-sync/shared/postgres';
import type { FileVerdict, MovedAsset } from '../../domain/intake.ts';
import { matchMoved } from '../../domain/match-moved.ts';
import type { BatchScope } from '../../domain/ports.ts';
import { toFormerAsset } from './former-asset-store.ts';
import { keysOf, OF_ANY_DATASET } from './scope-keys.ts';

/** With a weekly schedule the next sync is seven days later. */
const MOVED_WITHIN_DAYS = 8;

/**
 * Finds and locks the former assets of files that were moved while the bucket was listed, by the new key. The listing
 * saw such a file under neither key: its asset was removed, and the next sync finds a new file with the same bytes.
 *
 * @param backKeys  files that are back under these keys keep their own former assets
 */
export async function lockMoved(
  transaction: Transaction,
  scope: BatchScope,
  files: readonly FileVerdict[],
  { now, backKeys }: { now: Date; backKeys: ReadonlySet<string> },
): Promise<Map<string, MovedAsset>> {
  if (files.length === 0) return new Map();
  const since = new Date(now.getTime() - MOVED_WITHIN_DAYS * 86_400_000);
  const etags = files.map(({ etag }) => etag);
  const sizes = files.map(({ sizeBytes }) => sizeBytes);
  const { rows } = await transaction.query(selectMoved, [...keysOf(scope), etags, sizes, since]);
  const former = rows.map(toFormerAsset).filter(({ objectKey }) => !backKeys.has(objectKey));
  return matchMoved(files, former);
}

// Two are enough to see that the asset of a file is not certain.
const selectMoved = `
  select *
  from former_assets
  where ctid = any(array(
    select found.ctid
    from unnest($4::text[], $5::bigint[]) as content (etag, size_bytes)
    cross join lateral (
      select ctid from former_assets
      where ${OF_ANY_DATASET} and etag = content.etag and size_bytes = content.size_bytes and why = 'REMOVED'
        and connection_id = $3 and left_at > $6
      limit 2
    ) as found
  ))
  for update`;
