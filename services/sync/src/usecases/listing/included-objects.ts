import { setImmediate as nextTurn } from 'node:timers/promises';
import { createKeyFilter, type KeyRule } from '@bucket-sync/shared/patterns';

/** Other connections wait at most this long. The patterns of a connection take up to a millisecond for a key. */
const TURN_MS = 10;

export type ObjectFilter = <Listed extends { readonly key: string }>(objects: readonly Listed[]) => Promise<Listed[]>;

/**
 * Returns a function that selects the objects of a connection, in turns with the other work of the process.
 *
 * @param rule  null includes every object
 */
export function createObjectFilter(rule: KeyRule | null): ObjectFilter {
  const hasPatterns = rule !== null && rule.includePatterns.length + rule.excludePatterns.length > 0;
  const isIncluded = createKeyFilter(rule);
  return async (objects) => {
    if (!hasPatterns) return [...objects];
    const included: (typeof objects)[number][] = [];
    let turnBegan = performance.now();
    for (const object of objects) {
      if (isIncluded(object.key)) included.push(object);
      if (performance.now() - turnBegan < TURN_MS) continue;
      await nextTurn();
      turnBegan = performance.now();
    }
    return included;
  };
}
