/**
 * Statements of one transaction that do not need each other's answers. They are sent at once and executed in the order
 * of the calls: the transaction waits for the server once, and holds its locks for a shorter time. Of a function with
 * several statements, only those that it sends before it first awaits an answer keep that order.
 *
 * Every call has ended when this returns or throws, so none can send a statement after the rollback.
 *
 * @throws what failed first: the statements behind it fail because the transaction is aborted
 */
export async function together<Results extends readonly unknown[]>(
  ...calls: { [At in keyof Results]: Promise<Results[At]> }
): Promise<Results> {
  const failures: unknown[] = [];
  await Promise.all(calls.map((call) => call.catch((error: unknown) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
  return Promise.all(calls) as Promise<unknown> as Promise<Results>;
}
