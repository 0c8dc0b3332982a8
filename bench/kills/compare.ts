import { serviceDatabaseUrl } from '@bucket-sync/dev-stack/system';
import pg from 'pg';

export interface Expected {
  datasetId: string;
  /** Each object that was ever added used one. */
  rowsUsed: number;
  /** The bucket did not change during the last sync. */
  quiet: boolean;
}

/** Where the dataset differs from the bucket; empty when they agree. */
export async function differences(
  databaseUrl: string,
  s3Url: string,
  bucketName: string,
  { datasetId, rowsUsed }: Expected,
  counts: Record<string, number | string>,
): Promise<string[]> {
  const inBucket = await listBucket(s3Url, bucketName);
  const db = new pg.Client({ connectionString: serviceDatabaseUrl(databaseUrl, 'assets') });
  await db.connect();
  try {
    const { rows: assets } = await db.query('select object_key, etag from assets where dataset_id = $1', [datasetId]);
    const { rows: usage } = await db.query('select sum(used)::int as used from data_row_usage');
    const { rows: skipped } = await db.query('select count(*)::int as count from skipped_files where dataset_id = $1', [
      datasetId,
    ]);
    const stored = new Map<string, string>(assets.map((row) => [row.object_key, row.etag]));
    const lacking = [...inBucket.keys()].filter((key) => !stored.has(key)).length;
    const old = [...inBucket].filter(([key, etag]) => stored.has(key) && stored.get(key) !== etag).length;
    const extra = assets.length - (inBucket.size - lacking);
    const counted = Number(counts.unchanged) + Number(counts.added) + Number(counts.updated);
    return [
      ...(counts.listed === inBucket.size ? [] : [`${counts.listed} are listed of ${inBucket.size}`]),
      ...(counted === inBucket.size ? [] : [`${counted} are unchanged, added or updated`]),
      ...(lacking > 0 ? [`${lacking} objects are no assets`] : []),
      ...(old > 0 ? [`${old} assets have an old ETag`] : []),
      ...(extra > 0 ? [`${extra} assets are too many`] : []),
      ...(skipped[0].count > 0 ? [`${skipped[0].count} files are skipped`] : []),
      ...(usage[0].used === rowsUsed ? [] : [`${usage[0].used} data rows are used, ${rowsUsed} expected`]),
    ];
  } finally {
    await db.end();
  }
}

async function listBucket(s3Url: string, bucketName: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let after = ''; ; ) {
    const answer = await fetch(`${s3Url}/${bucketName}?list-type=2&prefix=&start-after=${encodeURIComponent(after)}`);
    const page = await answer.text();
    const objects = [...page.matchAll(/<Key>([^<]*)<\/Key>.*?<ETag>(?:&quot;|")?(\w+)/gs)];
    for (const [, key, etag] of objects) found.set(decodeURIComponent(key!), etag!);
    if (objects.length === 0) return found;
    after = decodeURIComponent(objects.at(-1)![1]!);
  }
}
