import { eventually } from '@bucket-sync/shared/testing';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { PROGRESS } from './clients.ts';

export interface RawSocket {
  socket: WebSocket;
  messages: { id?: string; type: string; payload?: { data?: Record<string, Record<string, unknown>> } }[];
  closed: Promise<[code: number, reason: string]>;
  send(message: unknown): void;
}

/** A socket without a client library, for messages that no library sends. */
export async function connectRaw(
  gatewayUrl: string,
  options: { origin?: string; protocol?: string; path?: string } = {},
): Promise<RawSocket> {
  const { origin, protocol = 'graphql-transport-ws', path = '/graphql' } = options;
  const url = `${gatewayUrl.replace('http', 'ws')}${path}`;
  const socket = new WebSocket(url, protocol, origin === undefined ? {} : { origin });
  const messages: RawSocket['messages'] = [];
  socket.on('message', (message) => messages.push(JSON.parse(String(message))));
  const closed = new Promise<[number, string]>((resolve) => {
    socket.once('close', (code, reason) => resolve([code, String(reason)]));
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, messages, closed, send: (message) => socket.send(JSON.stringify(message)) };
}

/** A socket that has shown its token and received the acknowledgement. */
export async function connectWithToken(gatewayUrl: string, token: string): Promise<RawSocket> {
  const raw = await connectRaw(gatewayUrl);
  raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await eventually(() => expect(raw.messages).toEqual([{ type: 'connection_ack' }]));
  raw.messages.length = 0;
  return raw;
}

export const subscribe = (id: string, query = PROGRESS) => ({
  id,
  type: 'subscribe',
  payload: { query, variables: { runId: 'r1' } },
});
