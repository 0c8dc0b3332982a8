import { type Dispatcher, request as send } from 'undici';
import { SUBGRAPHS, type SubgraphAddresses, type SubgraphName } from './subgraphs.ts';

const PROBE_DEADLINE_MS = 1_000;

/** Whether each subgraph's process answers. Its own readiness is its own affair: one missing part is not all. */
export async function subgraphReadiness(
  addresses: SubgraphAddresses,
  dispatcher: Dispatcher,
): Promise<Record<SubgraphName, boolean>> {
  const answers = await Promise.all(
    SUBGRAPHS.map(async (name) => [name, await lives(addresses[name].url, dispatcher)] as const),
  );
  return Object.fromEntries(answers) as Record<SubgraphName, boolean>;
}

async function lives(url: string, dispatcher: Dispatcher): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_DEADLINE_MS);
    const { statusCode, body } = await send(`${url}/healthz`, { signal, dispatcher });
    await body.dump();
    return statusCode === 200;
  } catch {
    // Not reachable is the answer, not an error.
    return false;
  }
}
