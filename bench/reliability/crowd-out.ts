import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { BenchStack } from '../end-to-end/stack.ts';

const QUERY = JSON.stringify({ query: '{ datasets { id name } bucketConnections { id name lastSync { id state } } }' });
const GREEDY_PER_SECOND = 400;

/** How long a caller's queries take alone, and beside a caller who sends 400 queries a second. */
export async function crowdOut(stack: BenchStack, modestToken: string, seconds: number): Promise<void> {
  // Each has separate connections, so waiting in the client is not attributed to the gateway.
  const greedyAgent = new Agent();
  const modestAgent = new Agent();
  const ask = async (token: string, agent: Agent) => {
    const startedAt = performance.now();
    const { statusCode, body } = await request(`${stack.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: QUERY,
      dispatcher: agent,
    });
    await body.dump();
    return { statusCode, tookMs: performance.now() - startedAt };
  };
  const modest = async () => {
    const tookMs: number[] = [];
    const until = performance.now() + seconds * 1_000;
    while (performance.now() < until) {
      tookMs.push((await ask(modestToken, modestAgent)).tookMs);
      await delay(100);
    }
    return tookMs.sort((one, other) => one - other);
  };
  const alone = await modest();
  let isOver = false;
  const statuses = new Map<number, number>();
  const greedy = async () => {
    const asked: Promise<void>[] = [];
    while (!isOver) {
      asked.push(
        ask(stack.token, greedyAgent).then(
          ({ statusCode }) => void statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1),
        ),
      );
      await delay(1_000 / GREEDY_PER_SECOND);
    }
    await Promise.all(asked);
  };
  const crowding = greedy();
  const crowded = await modest();
  isOver = true;
  await crowding;
  await Promise.all([greedyAgent.destroy(), modestAgent.destroy()]);
  const p95 = (sorted: number[]) => Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? 0);
  const answers = [...statuses].map(([status, count]) => `${count} times ${status}`).join(', ');
  console.log(`\nA greedy caller: ${answers} within ${seconds} s`);
  console.log(`  another caller's p95: ${p95(alone)} ms alone, ${p95(crowded)} ms beside it`);
}
