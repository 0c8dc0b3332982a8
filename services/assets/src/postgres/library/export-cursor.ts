import type { Pool } from '@bucket-sync/shared/postgres';
import type { ExportReader } from '../../domain/ports.ts';
import { toAsset } from './asset-query.ts';
import { SELECT_ASSETS_OF_DATASET } from './asset-statements.ts';
import { SELECT_SKIPPED_FILES_OF_DATASET, toSkippedFile } from './skipped-file-query.ts';

/** Rows fetched at once, some 400 kB. */
const ROWS_A_FETCH = 1_000;

/**
 * Reads a whole dataset through a cursor: one snapshot, in the order of the object keys.
 *
 * @param pool  a separate pool, because each download holds a database connection until it ends
 */
export function exportReader(pool: Pool): ExportReader {
  return {
    readAssets: ({ organizationId, datasetId }) =>
      readThroughCursor(pool, SELECT_ASSETS_OF_DATASET, [organizationId, datasetId], toAsset),
    readSkippedFiles: ({ organizationId, datasetId }) =>
      readThroughCursor(pool, SELECT_SKIPPED_FILES_OF_DATASET, [organizationId, datasetId], toSkippedFile),
  };
}

async function* readThroughCursor<Row, Read>(
  pool: Pool,
  statement: string,
  values: readonly unknown[],
  read: (row: Row) => Read,
): AsyncIterable<Read[]> {
  const client = await pool.connect();
  // When the server disconnects, the running query is rejected. The client also emits 'error'; without a listener that
  // would end the process.
  const ignoreTwin = () => {};
  client.on('error', ignoreTwin);
  let isDone = false;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`declare export no scroll cursor for ${statement}`, [...values]);
    for (;;) {
      const { rows } = await client.query(`fetch ${ROWS_A_FETCH} from export`);
      if (rows.length > 0) yield rows.map(read);
      if (rows.length < ROWS_A_FETCH) break;
    }
    await client.query('commit');
    isDone = true;
  } finally {
    client.off('error', ignoreTwin);
    // An aborted download leaves a transaction open, so its database connection is closed.
    client.release(!isDone);
  }
}
