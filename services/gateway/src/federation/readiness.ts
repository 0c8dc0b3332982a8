import { type Dispatcher, request as send } from 'undici';
import { SUBGRAPHS, type SubgraphAddresses, type SubgraphName } from './subgraphs.ts';

const PROBE_DEADLINE_MS = 1_000;

/** The gateway is ready while one subgraph answers: the fields of the others answer UNAVAILABLE. */
export function canAnswerSomething(parts: Record<string, boolean>): boolean {
  return SUBGRAPHS.some((name) => parts[name]);
}

/** Whether the process of each subgraph answers, within a second. @param dispatcher  never lets a request wait */
export async function subgraphReadiness(
  addresses: SubgraphAddresses,
  dispatcher: Dispatcher,
): Promise<Record<SubgraphName, boolean>> {
  const check = (name: SubgraphName) => lives(addresses[name].url, dispatcher);
  const [connections, sync, assets] = await Promise.all([check('connections'), check('sync'), check('assets')]);
  return { connections, sync, assets };
}

async function lives(url: string, dispatcher: Dispatcher): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_DEADLINE_MS);
    const { statusCode, body } = await send(`${url}/healthz`, { signal, dispatcher });
    await body.dump();
    return statusCode === 200;
  } catch {
    // That a subgraph cannot be reached is the answer of the probe.
    return false;
  }
}
