import type { Transaction } from '@bucket-sync/shared/postgres';
import type { Connection, Submittable } from 'pg';
import type { AcceptedFile } from '../src/domain/intake.ts';
import type { BatchScope } from '../src/domain/ports.ts';

const columns = `organization_id, dataset_id, connection_id, object_key, id, media_type, content_type, size_bytes, etag,
  width, height, last_modified, added_at, updated_at`;

const valuesOf = (scope: BatchScope, file: AcceptedFile, now: Date) => [
  scope.organizationId,
  scope.datasetId,
  scope.connectionId,
  file.objectKey,
  file.id,
  file.media.mediaType,
  file.media.contentType,
  file.sizeBytes,
  file.etag,
  file.media.width,
  file.media.height,
  file.lastModified,
  now.toISOString(),
  now.toISOString(),
];

/** Stores the images of the benchmark one by one, as most programs do. */
export async function insertOneByOne(
  transaction: Transaction,
  scope: BatchScope,
  files: readonly AcceptedFile[],
  now: Date,
): Promise<void> {
  for (const file of files) await transaction.query(insert, valuesOf(scope, file, now));
}

/** Stores the images of the benchmark by COPY, which cannot update. Their texts need no escaping. */
export async function copyStraight(
  transaction: Transaction,
  scope: BatchScope,
  files: readonly AcceptedFile[],
  now: Date,
): Promise<void> {
  const rows = files.map((file) => `${valuesOf(scope, file, now).join('\t')}\n`).join('');
  await new Promise<void>((resolve, reject) => {
    transaction.query(
      copyIn(`copy assets (${columns}) from stdin`, rows, (error) => (error ? reject(error) : resolve())),
    );
  });
}

/** COPY FROM STDIN as a query object of pg, which calls it while the server answers. */
function copyIn(statement: string, rows: string, done: (error?: Error) => void): Submittable {
  let failure: Error | undefined;
  const query = {
    submit: (connection: Connection) => connection.query(statement),
    handleCopyInResponse(connection: Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }) {
      connection.sendCopyFromChunk(Buffer.from(rows));
      connection.endCopyFrom();
    },
    handleCommandComplete: () => {},
    handleError(error: Error) {
      failure = error;
    },
    handleReadyForQuery: () => done(failure),
  };
  return query;
}

const insert = `
  insert into assets (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;
