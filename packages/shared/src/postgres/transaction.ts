import type pg from 'pg';
import { isReadOnly, type Pool } from './pool.ts';

/** What a store needs of a pool or of a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/** A store function that takes a Transaction promises nothing unless it is inside one. */
export type Transaction = pg.PoolClient;

/** Runs `work` in one transaction: all of it is stored, or none. */
export async function inTransaction<T>(pool: Pool, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // When the server disconnects, the running query is rejected. The client also emits 'error'; without a listener that
  // would end the process.
  const ignoreTwin = () => {};
  client.on('error', ignoreTwin);
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    // The next connection may reach the server that took over.
    if (isReadOnly(error)) broken = error;
    throw error;
  } finally {
    client.off('error', ignoreTwin);
    client.release(broken);
  }
}
