import { serviceDatabaseUrl } from '@bucket-sync/dev-stack/system';
import type { Findings } from '@bucket-sync/shared/contracts';
import pg from 'pg';

/** Sizes of the largest organization that the limits allow in one dataset, and more files than one person looks at. */
export interface OrganizationSize {
  datasets: number;
  connections: number;
  assets: number;
  skippedFiles: number;
  runsPerConnection: number;
}

export interface SeededOrganization {
  dataset: string;
  connection: string;
  run: string;
  asset: string;
}

/**
 * Writes a large organization straight into the services' databases.
 *
 * @param databaseUrl  of the server
 * @returns            ids of one of each, to ask for
 */
export async function seedOrganization(
  databaseUrl: string,
  organization: string,
  size: OrganizationSize,
): Promise<SeededOrganization> {
  const assets = await connect(databaseUrl, 'assets');
  const connections = await connect(databaseUrl, 'connections');
  const sync = await connect(databaseUrl, 'sync');
  try {
    const dataset = await seedDatasets(assets, organization, size);
    const connection = await seedConnections(connections, organization, dataset, size);
    const ids = await idsOf(connections, organization);
    await assets.query(
      `insert into connections (organization_id, id, dataset_id, asset_count, skipped_count)
       select $1, id, $2, case when id = $6 then $3::int else 0 end, case when id = $6 then $4::int else 0 end
       from unnest($5::text[]) as id`,
      [organization, dataset, size.assets, size.skippedFiles, ids, connection],
    );
    const asset = await seedAssets(assets, organization, dataset, connection, size.assets);
    await seedSkippedFiles(assets, organization, dataset, connection, size.skippedFiles);
    const run = await seedRuns(sync, organization, dataset, ids, size.runsPerConnection);
    await assets.query('analyze');
    return { dataset, connection, run, asset };
  } finally {
    await Promise.all([assets, connections, sync].map((client) => client.end()));
  }
}

async function connect(databaseUrl: string, service: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: serviceDatabaseUrl(databaseUrl, service) });
  await client.connect();
  return client;
}

async function firstId(client: pg.Client, sql: string, values: unknown[]): Promise<string> {
  const { rows } = await client.query<{ id: string }>(sql, values);
  return String(rows[0]?.id);
}

function seedDatasets(client: pg.Client, organization: string, { datasets }: OrganizationSize): Promise<string> {
  return firstId(
    client,
    `insert into datasets (id, organization_id, name, created_at)
     select gen_random_uuid(), $1, 'dataset ' || n, now() from generate_series(1, $2::int) as n returning id`,
    [organization, datasets],
  );
}

function seedConnections(
  client: pg.Client,
  organization: string,
  dataset: string,
  { connections }: OrganizationSize,
): Promise<string> {
  return firstId(
    client,
    `insert into connections (id, organization_id, dataset_id, name, bucket_name, prefix, region, notices,
       principal_arn, principal_state, external_id, role_arn)
     select gen_random_uuid(), $1, $2, 'connection ' || n, 'bucket-' || n, 'train/' || n || '/', 'eu-central-1', '{}',
       'arn:aws:iam::277710232653:role/ext-' || n, 'READY', gen_random_uuid(), 'arn:aws:iam::123456789012:role/b' || n
     from generate_series(1, $3::int) as n returning id`,
    [organization, dataset, connections],
  );
}

async function idsOf(client: pg.Client, organization: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select id from connections where organization_id = $1', [
    organization,
  ]);
  return rows.map(({ id }) => id);
}

function seedAssets(
  client: pg.Client,
  organization: string,
  dataset: string,
  connection: string,
  count: number,
): Promise<string> {
  return firstId(
    client,
    `with made as (
       insert into assets (organization_id, dataset_id, connection_id, object_key, id, media_type, content_type,
         size_bytes, etag, width, height, last_modified, added_at, updated_at)
       select $1, $2, $3, 'train/camera ' || n % 100 || '/IMG_' || n || '.jpg', gen_random_uuid(), 'IMAGE',
         'image/jpeg', 4000000 + n, md5(n::text), 4032, 3024, now(), now(), now()
       from generate_series(1, $4::int) as n returning id)
     select id from made limit 1`,
    [organization, dataset, connection, count],
  );
}

/** What the inspection of a scan finds. */
const SCAN: Findings = {
  mediaType: 'IMAGE',
  format: 'image/tiff',
  width: 4_032,
  height: 3_024,
  orientation: 6,
  bitDepth: 8,
  colourType: 2,
  sampleFormat: 'UINT',
  isLossy: false,
  pages: 1,
  privateTags: 0,
};

async function seedSkippedFiles(
  client: pg.Client,
  organization: string,
  dataset: string,
  connection: string,
  count: number,
): Promise<void> {
  await client.query(
    `insert into skipped_files (organization_id, dataset_id, connection_id, object_key, id, size_bytes, reason, detail,
       findings, first_skipped_at, last_skipped_at, run_id)
     select $1, $2, $3, 'train/scans/client''s scan ' || n || '.tiff', gen_random_uuid(), 4000000, 'EXIF_ORIENTATION',
       'EXIF orientation 6', $5, now(), now(), 'r' || n % 7 from generate_series(1, $4::int) as n`,
    [organization, dataset, connection, count, JSON.stringify(SCAN)],
  );
}

function seedRuns(
  client: pg.Client,
  organization: string,
  dataset: string,
  connections: string[],
  runs: number,
): Promise<string> {
  return firstId(
    client,
    `insert into sync_runs (id, organization_id, connection_id, dataset_id, requested_by, state, started_at,
       finished_at, listing_done, listed, added)
     select gen_random_uuid(), $1, id::uuid, $2, 'ann', 'SUCCEEDED', now(), now(), true, 1000, 1000
     from unnest($3::text[]) as id, generate_series(1, $4::int) returning id`,
    [organization, dataset, connections, runs],
  );
}
