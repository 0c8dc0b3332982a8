import type { Pool } from './pool.ts';

/** Rows deleted by one statement: none holds its locks, or a replica's replay, for longer than a moment. */
const PORTION = 10_000;

/**
 * Deletes some of a table's rows, so that however many there are no statement is long; replicas that do so side by side
 * each take a portion of their own.
 *
 * @param which   what follows `where`, with an order if one is wanted; never a caller's text
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
