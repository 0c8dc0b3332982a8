// node bench/ordinary/main.ts --endpoint <url> --bucket <name> --database <url>
//
// What one engineer writes in an afternoon: the SDK's paginator, 64 GetObject in flight, exifr, an insert a row; one
// process. It prints one line of JSON: objects, seconds, CPU seconds and peak memory of this process.
import { parseArgs } from 'node:util';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import exifr from 'exifr';
import { imageSize } from 'image-size';
import pLimit from 'p-limit';
import pg from 'pg';

const { values } = parseArgs({
  options: { endpoint: { type: 'string' }, bucket: { type: 'string' }, database: { type: 'string' } },
});
const { endpoint, bucket: Bucket, database: connectionString } = values;
if (!endpoint || !Bucket || !connectionString) {
  console.error('usage: node bench/ordinary/main.ts --endpoint <url> --bucket <name> --database <url>');
  process.exit(2);
}

const IN_FLIGHT = 64;
const s3 = new S3Client({
  region: 'us-east-1',
  endpoint,
  forcePathStyle: true,
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  responseChecksumValidation: 'WHEN_REQUIRED',
});
const pool = new pg.Pool({ connectionString, max: 10 });
await pool.query(`
  create table if not exists ordinary_assets (
    object_key text primary key, etag text, size_bytes bigint, width integer, height integer, orientation integer
  )`);
await pool.query('truncate ordinary_assets');

async function ingest(Key: string, etag: string, sizeBytes: number): Promise<void> {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const bytes = await answer.Body!.transformToByteArray();
  const orientation = (await exifr.orientation(bytes)) ?? 1;
  const { width, height } = imageSize(bytes);
  await pool.query(
    'insert into ordinary_assets (object_key, etag, size_bytes, width, height, orientation) ' +
      'values ($1, $2, $3, $4, $5, $6)',
    [Key, etag, sizeBytes, width, height, orientation],
  );
}

const began = performance.now();
const limit = pLimit(IN_FLIGHT);
let objects = 0;
for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket })) {
  const contents = page.Contents ?? [];
  objects += contents.length;
  await Promise.all(contents.map(({ Key, ETag, Size }) => limit(() => ingest(Key!, ETag!, Size!))));
}
const { user, system } = process.cpuUsage();
const measured = {
  objects,
  seconds: (performance.now() - began) / 1_000,
  cpuSeconds: (user + system) / 1_000_000,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1_024,
};
console.log(JSON.stringify(measured));
await pool.end();
s3.destroy();
