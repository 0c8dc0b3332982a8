import { randomBytes } from 'node:crypto';
import type { Configuration } from 'oidc-provider';
import { AUDIENCE } from './issue-token.ts';
import { memoryAdapter } from './memory-adapter.ts';
import { personOf } from './people.ts';
import { signOutPage } from './sign-in-page.ts';
import { ALGORITHM, type SigningKey } from './signing-key.ts';

/** The console as a public client of the issuer, which proves itself by PKCE. */
export const CONSOLE_CLIENT_ID = 'bucket-sync-console';

/** The only API that accepts the access tokens. Its name is a URI, as RFC 8707 requires. */
const API = 'urn:bucket-sync:api';

const HOUR = 3600;

/** Ten minutes. The token is renewed dozens of times in a working day, as it is in production. */
const DEFAULT_TOKEN_SECONDS = 600;

/** @throws Error that names the variable when it holds no number of seconds */
export function readTokenSeconds(env: NodeJS.ProcessEnv): number {
  const seconds = Number(env.ISSUER_TOKEN_SECONDS || DEFAULT_TOKEN_SECONDS);
  if (Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new Error(`ISSUER_TOKEN_SECONDS=${env.ISSUER_TOKEN_SECONDS} is not a number of seconds.`);
}

export interface IssuerOptions {
  /** The origins of the console. A code is sent only to pages below them. */
  consoleOrigins: readonly string[];
  /** How long an access token is valid. It is short, and renewal is therefore part of every working day. */
  tokenSeconds: number;
}

/** The settings with which oidc-provider acts as the customer's identity provider for the four people. */
export function providerSettings(key: SigningKey, { consoleOrigins, tokenSeconds }: IssuerOptions): Configuration {
  return {
    adapter: memoryAdapter(),
    jwks: { keys: [key] },
    routes: { jwks: '/.well-known/jwks.json', end_session: '/session/end' },
    enabledJWA: { idTokenSigningAlgValues: [ALGORITHM] },
    clientDefaults: { id_token_signed_response_alg: ALGORITHM },
    clients: [
      {
        client_id: CONSOLE_CLIENT_ID,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: consoleOrigins.flatMap((origin) => [`${origin}/signed-in`, `${origin}/silent.html`]),
        post_logout_redirect_uris: consoleOrigins.map((origin) => `${origin}/`),
      },
    ],
    clientBasedCORS: (_context, origin) => consoleOrigins.includes(origin),
    cookies: { keys: [randomBytes(32).toString('hex')] },
    findAccount: (_context, subject) => {
      const person = personOf(subject);
      if (!person) return undefined;
      const { organization: org, role } = person;
      return { accountId: subject, claims: () => ({ sub: subject, org, role }) };
    },
    extraTokenClaims: (_context, token) => {
      const person = 'accountId' in token && token.accountId ? personOf(token.accountId) : undefined;
      return person && { org: person.organization, role: person.role };
    },
    issueRefreshToken: () => true,
    // The console is our own client. It needs no consent beyond the sign-in.
    loadExistingGrant: async (context) => {
      const { provider, client, session, params } = context.oidc;
      const grantId = client && session?.grantIdFor(client.clientId);
      const known = grantId && (await provider.Grant.find(grantId));
      // The grant is gone after a refresh token was used twice. The session lives, and gets a new grant.
      if (known) return known;
      const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope(`${params?.scope ?? 'openid'}`);
      grant.addResourceScope(API, '');
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenSeconds,
          jwt: { sign: { alg: ALGORITHM } },
        }),
      },
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: tokenSeconds,
      IdToken: HOUR,
      RefreshToken: 12 * HOUR,
      Interaction: HOUR,
      Session: 12 * HOUR,
      Grant: 12 * HOUR,
    },
    pkce: { required: () => true },
  };
}
