import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/request.ts';
import type { Administration } from './administration.ts';

type Json = Record<string, unknown>;

/** Loopback, seen over IPv4, IPv6 or both. */
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * The administration over HTTP, for people and for tests in other processes: `POST /_sandbox/<verb>` with JSON. It is
 * not AWS and not signed, so it answers only to this machine.
 */
export class AdminRoutes {
  readonly #administration: Administration;

  constructor(administration: Administration) {
    this.#administration = administration;
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!LOOPBACK.test(message.socket.remoteAddress ?? '')) {
      answer(response, 403, { error: 'The administration answers to this machine only.' });
      return;
    }
    const [path = '', query = ''] = (message.url ?? '').slice('/_sandbox/'.length).split('?');
    const route = ROUTES[`${message.method} ${path}`];
    if (route === undefined) {
      answer(response, 404, { error: `No such route; there are: ${Object.keys(ROUTES).join(', ')}` });
      return;
    }
    try {
      const body = (await readBody(message)).toString();
      const input = {
        ...Object.fromEntries(new URLSearchParams(query)),
        ...(body === '' ? {} : (JSON.parse(body) as Json)),
      };
      answer(response, 200, route(this.#administration, input as never) ?? {});
    } catch (error) {
      answer(response, 400, { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

/** Input of a route is checked by the administration itself, which says what is missing or unknown. */
const ROUTES: Readonly<Record<string, (administration: Administration, input: never) => unknown>> = {
  'GET faults': (administration) => administration.faults.list(),
  'POST faults': (administration, input) => ({ id: administration.faults.add(input) }),
  'DELETE faults': (administration, input: { id?: string }) => administration.faults.clear(input.id),
  'GET counters': (administration) => administration.counters.read(),
  'DELETE counters': (administration) => administration.counters.reset(),
  'GET settings': (administration) => administration.settings(),
  'POST settings': (administration, input) => administration.changeSettings(input),
  'POST accounts': (administration, input) => administration.addAccount(input),
  'POST account-settings': (administration, input) => administration.changeAccount(input),
  'POST kms-keys': (administration, input) => administration.createKey(input),
  'POST kms-key-settings': (administration, input) => administration.changeKey(input),
  'POST kms-grants': (administration, input) => administration.grantKey(input),
  'POST bucket-settings': (administration, input) => administration.changeBucket(input),
  'POST object-settings': (administration, input) => administration.changeObject(input),
};
