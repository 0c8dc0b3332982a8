import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHttpServer, type HttpServer } from '../../src/http/index.ts';
import { boundedCheck } from '../../src/lifecycle/index.ts';
import { createPool } from '../../src/postgres/index.ts';
import { silentLog } from '../../src/testing/index.ts';

let server: HttpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function readiness(parts: () => Promise<Record<string, boolean>>) {
  server = createHttpServer({ host: '127.0.0.1', port: 0, log: silentLog(), readiness: parts });
  const url = await server.listen();
  const start = performance.now();
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, body: await response.json(), tookMs: performance.now() - start };
}

test('/readyz answers within 2 s although a part never does', async () => {
  const { status, tookMs } = await readiness(() => new Promise(() => {}));
  expect(status).toBe(503);
  // 1.8 s by design; the rest is for a busy machine.
  expect(tookMs).toBeLessThan(4_000);
});

test('/readyz names the part that does not work', async () => {
  const hangs = boundedCheck(() => new Promise(() => {}), 50);
  const parts = async () => ({ database: await hangs(), kafka: true });
  expect(await readiness(parts)).toMatchObject({
    status: 503,
    body: { status: 'not ready', parts: { database: false, kafka: true } },
  });
});

test('a check that hangs is not started a second time, and a later one can succeed', async () => {
  let started = 0;
  let finish = () => {};
  const check = boundedCheck(() => {
    started += 1;
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  }, 20);
  expect([await check(), await check(), started]).toEqual([false, false, 1]);
  finish();
  const again = check();
  finish();
  expect(await again).toBe(true);
});

test('a database that accepts connections and never answers is given up', async () => {
  const connections = new Set<Socket>();
  const frozen = createServer((connection) => void connections.add(connection));
  await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
  const { port } = frozen.address() as { port: number };
  const pool = createPool({
    url: `postgres://user:password@127.0.0.1:${port}/frozen`,
    log: silentLog(),
    size: 1,
    answersWithinMs: 200,
  });
  await expect(pool.query('select')).rejects.toThrow(/timeout/);
  for (const connection of connections) connection.destroy();
  await pool.end();
  await new Promise((resolve) => frozen.close(resolve));
});
