import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../faults/fault.ts';
import { readBody } from '../http/request.ts';
import type { Settings } from '../state/settings.ts';
import type { AccountSettings, Administration, BucketSettings, SandboxAccount } from './administration.ts';
import type { ObjectSettings } from './object-settings.ts';

type Json = Record<string, unknown>;

/** Loopback, seen over IPv4, IPv6 or both. */
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * The administration over HTTP, for people and for tests in other processes: `POST /_sandbox/<route>` with JSON.
 * Its requests are not signed, so it answers only to this machine.
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
      answer(response, 200, route(this.#administration, input) ?? {});
    } catch (error) {
      answer(response, 400, { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

type Route = (administration: Administration, input: Json) => unknown;

/** The administration checks the input itself and names what is missing or unknown. */
function route<Input>(run: (administration: Administration, input: Input) => unknown): Route {
  return (administration, input) => run(administration, input as Input);
}

const ROUTES: Readonly<Record<string, Route>> = {
  'GET faults': (administration) => administration.faults.list(),
  'POST faults': route((administration, input: Fault) => ({ id: administration.faults.add(input) })),
  'DELETE faults': route((administration, input: { id?: string }) => administration.faults.clear(input.id)),
  'GET counters': (administration) => administration.counters.read(),
  'DELETE counters': (administration) => administration.counters.reset(),
  'GET settings': (administration) => administration.settings(),
  'POST settings': route((administration, input: Partial<Settings>) => administration.changeSettings(input)),
  'POST accounts': route((administration, input: SandboxAccount) => administration.addAccount(input)),
  'POST account-settings': route((administration, input: AccountSettings) => administration.changeAccount(input)),
  'POST kms-keys': route((administration, input: Parameters<Administration['createKey']>[0]) =>
    administration.createKey(input),
  ),
  'POST kms-key-settings': route((administration, input: Parameters<Administration['changeKey']>[0]) =>
    administration.changeKey(input),
  ),
  'POST kms-grants': route((administration, input: Parameters<Administration['grantKey']>[0]) =>
    administration.grantKey(input),
  ),
  'POST bucket-settings': route((administration, input: BucketSettings) => administration.changeBucket(input)),
  'POST object-settings': route((administration, input: ObjectSettings) => administration.changeObject(input)),
};
