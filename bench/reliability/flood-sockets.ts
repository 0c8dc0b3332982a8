import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { BenchStack } from '../end-to-end/stack.ts';

const UPGRADE =
  'GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n' +
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n';

/** Opens `count` sockets that show no token and answer nothing, and connects honest ones meanwhile. */
export async function floodSockets(stack: BenchStack, count: number): Promise<void> {
  const { hostname, port } = new URL(stack.gatewayUrl);
  const silent: Socket[] = [];
  let closed = 0;
  const open = async () => {
    const socket = createConnection(Number(port), hostname);
    socket.on('error', () => {});
    socket.once('close', () => {
      closed += 1;
    });
    // It reads, so that it sees its end, and never answers.
    socket.resume();
    silent.push(socket);
    await once(socket, 'connect');
    socket.write(UPGRADE);
  };
  const honestMs: number[] = [];
  const startedAt = performance.now();
  for (let opened = 0; opened < count; opened += 50) {
    await Promise.allSettled(Array.from({ length: 50 }, open));
    if (opened % 500 === 0) honestMs.push(await connectHonestly(stack));
  }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  honestMs.sort((one, other) => one - other);
  console.log(`\n${count} silent sockets within ${seconds} s, ${closed} of them cut off by then`);
  console.log(
    `  honest sockets: ${honestMs.length} connected, the slowest after ${Math.round(honestMs.at(-1) ?? 0)} ms`,
  );
  for (const socket of silent) socket.destroy();
}

async function connectHonestly(stack: BenchStack): Promise<number> {
  const startedAt = performance.now();
  const socket = new WebSocket(`${stack.gatewayUrl.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve, reject) => {
    socket.onerror = reject;
    socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token: stack.token } }));
    socket.onmessage = resolve;
    socket.onclose = ({ code }) => reject(new Error(`an honest socket was closed with ${code}`));
  });
  socket.close();
  return performance.now() - startedAt;
}
