import { afterAll } from 'vitest';
import { openAssetsWorld } from './assets-world.ts';
import { openSubgraph } from './open-subgraph.ts';

/** An AssetsWorld of the calling test file and its subgraph, which is closed after the tests of that file. */
export async function openSubgraphWorld(...of: Parameters<typeof openAssetsWorld>) {
  const world = await openAssetsWorld(...of);
  const subgraph = await openSubgraph(world);
  afterAll(() => subgraph.close());
  return { world, subgraph };
}
