import { isConnectionError } from '@bucket-sync/shared/postgres';

/** Does a portion of the work of each item, one after another. @returns whether an item has more work */
export type EachInTurn = <Item extends object>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<{ isMore: boolean }>,
) => Promise<{ isMore: boolean }>;

/**
 * Makes the turns of one background task, in which no organization holds up another: each item does one portion a
 * turn, and an item that fails is reported and passed over until the others have no more work.
 *
 * An unreachable database is thrown: no other item would succeed.
 */
export function createTurns(report: (error: unknown, item: object) => void): EachInTurn {
  const failed = new Set<string>();
  return async (items, work) => {
    let isMore = false;
    for await (const item of items) {
      const name = JSON.stringify(item);
      if (failed.has(name)) continue;
      try {
        const portion = await work(item);
        isMore ||= portion.isMore;
      } catch (error) {
        if (isConnectionError(error)) throw error;
        failed.add(name);
        report(error, item);
      }
    }
    if (!isMore) failed.clear();
    return { isMore };
  };
}
