import { isLarge } from './pack.ts';

const MOST_CHARACTERS = 4 * 1_024 * 1_024;

/** The data of bundles that this process stored last, the oldest first. */
const recent = new Map<string, string>();
let characters = 0;

/**
 * Keeps the data of a bundle until it is sent: the relay of this process then need not read it again, which took 2 µs
 * of CPU an object of a first sync. PostgreSQL decides what is sent.
 *
 * @param id  of the bundle, and of no other in any database
 */
export function keepData(id: string, data: string): void {
  // Small data is read from PostgreSQL as fast.
  if (!isLarge(data)) return;
  recent.set(id, data);
  characters += data.length;
  for (const oldest of recent.keys()) {
    if (characters <= MOST_CHARACTERS) return;
    dropData(oldest);
  }
}

export function dropData(id: string): void {
  characters -= recent.get(id)?.length ?? 0;
  recent.delete(id);
}

/** What is kept now, by the id of its bundle. */
export const keptData = (): ReadonlyMap<string, string> => new Map(recent);
