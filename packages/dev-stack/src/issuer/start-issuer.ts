import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';
import { ISSUER } from './issue-token.ts';
import { personOf } from './people.ts';
import { type IssuerOptions, providerSettings } from './provider-settings.ts';
import { PAGE_POLICY, signInPage } from './sign-in-page.ts';
import type { SigningKey } from './signing-key.ts';

export interface RunningIssuer {
  /** The address that a browser opens: the authority of OpenID Connect discovery. */
  url: string;
  jwksUrl: string;
  stop(): Promise<void>;
}

/** An interaction is a sign-in that waits for the person's click. */
const INTERACTION = /^\/interaction\/[\w-]+$/;

/** A sign-in form holds one short field. */
const LONGEST_FORM = 1_000;

/**
 * Serves OpenID Connect for this machine: sign-in with one click, codes, tokens, and the public key by which the
 * gateway checks them. Its name in tokens is `ISSUER` at every address.
 */
export async function startIssuer(
  key: SigningKey,
  host: string,
  port: number,
  options: IssuerOptions,
): Promise<RunningIssuer> {
  const provider = new Provider(ISSUER, providerSettings(key, options));
  const openIdConnect = provider.callback();
  const server = createServer((request, response) => {
    if (!INTERACTION.test(request.url ?? '')) {
      void openIdConnect(request, response);
      return;
    }
    signIn(provider, request, response).catch((error: Error) => {
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(`${error.message}\n`);
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    jwksUrl: `${url}/.well-known/jwks.json`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Shows the people, or takes the answer. @throws when the interaction has ended or names no person */
async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY };
    response.writeHead(200, headers).end(signInPage(`/interaction/${uid}`));
    return;
  }
  if (Number(request.headers['content-length'] ?? Infinity) > LONGEST_FORM) throw new Error('The form is too long.');
  const person = personOf(new URLSearchParams(await text(request)).get('person') ?? '');
  if (!person) throw new Error('The form names no person of this stack.');
  await provider.interactionFinished(request, response, { login: { accountId: person.subject } });
}
