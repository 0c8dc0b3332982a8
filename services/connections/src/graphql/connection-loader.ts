import type { Connection } from '../domain/connection.ts';

/** Gathers the ids that one request asks for in one turn of the loop, and reads them in one statement. */
export function createConnectionLoader(
  readMany: (ids: readonly string[]) => Promise<Connection[]>,
): (id: string) => Promise<Connection | undefined> {
  let batch: { ids: Set<string>; found: Promise<Map<string, Connection>> } | undefined;
  return async (id) => {
    if (!batch) {
      const ids = new Set<string>();
      const found = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
        batch = undefined;
        const connections = await readMany([...ids]);
        return new Map(connections.map((connection) => [connection.id, connection]));
      });
      batch = { ids, found };
    }
    batch.ids.add(id);
    return (await batch.found).get(id);
  };
}
