import type { Pool } from './pool.ts';

/** Rows deleted by one statement: none holds its locks, or a replica's replay, for longer than a moment. */
const PORTION = 10_000;

/**
 * Deletes a portion of a table's rows, so each statement is short for any number of rows. Concurrent replicas each take
 * a different portion.
 *
 * @param which   what follows `where`, with an order if it matters; never a caller's text
 * @returns whether there may be more
 */
export async function deletePortion(
  pool: Pool,
  table: string,
  which: string,
  values: readonly unknown[],
): Promise<{ isMore: boolean }> {
  const portion = `select ctid from ${table} where ${which} limit ${PORTION} for update skip locked`;
  const { rowCount } = await pool.query(`delete from ${table} where ctid = any(array(${portion}))`, [...values]);
  return { isMore: rowCount === PORTION };
}
