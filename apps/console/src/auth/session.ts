import { ErrorResponse, InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { SignedOutError, SignInServiceError } from '../api/sign-in-errors.ts';
import type { Settings } from './settings.ts';

export type Role = 'VIEWER' | 'EDITOR';

export interface SignedIn {
  subject: string;
  organization: string;
  role: Role;
}

export interface Session {
  /**
   * Resumes a session that the issuer still has.
   *
   * @returns the page to open, if a sign-in has just ended
   * @throws SignedOutError, SignInServiceError (as `token`)
   */
  resume(): Promise<{ returnTo?: string }>;
  who(): SignedIn | undefined;
  /**
   * A valid token. It is renewed before it expires, and used while its renewal is in flight.
   *
   * @throws SignedOutError      when the issuer refuses to issue one: the person must sign in again
   * @throws SignInServiceError  when the issuer does not answer: the next call may succeed
   */
  token(): Promise<string>;
  /** Forgets the token that the gateway refused. */
  refuse(token: string): void;
  signIn(returnTo: string): Promise<void>;
  signOut(): Promise<void>;
}

/** The path to which the issuer redirects after a sign-in. */
const SIGNED_IN_PATH = '/signed-in';

/** A token with less time left is renewed. */
const RENEW_BEFORE_SECONDS = 20;

/** A token with less time left may expire before the gateway receives it. */
const IN_FLIGHT_SECONDS = 3;

/** One step of a renewal: the hidden frame, or one request to the issuer. */
const STEP_SECONDS = 10;

/** The limit of a whole renewal. Without it, an answer that never ends would block every later request. */
const RENEWAL_MS = 15_000;

/**
 * The answers by which an issuer ends a session. Every other error may pass, such as `server_error`.
 *
 * @see OpenID Connect Core 1.0, 3.1.2.6; RFC 6749, 4.1.2.1
 */
const REFUSALS: readonly (string | null)[] = [
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
  'access_denied',
  'unauthorized_client',
];

/**
 * Authorization code with PKCE. Tokens stay in the memory of this tab. After a reload a hidden frame asks the issuer
 * whether the session still exists.
 */
export function createSession({ authority, clientId }: Settings): Session {
  const { origin } = window.location;
  const manager = new UserManager({
    authority,
    client_id: clientId,
    redirect_uri: `${origin}${SIGNED_IN_PATH}`,
    silent_redirect_uri: `${origin}/silent.html`,
    post_logout_redirect_uri: `${origin}/`,
    scope: 'openid',
    automaticSilentRenew: false,
    silentRequestTimeoutInSeconds: STEP_SECONDS,
    requestTimeoutInSeconds: STEP_SECONDS,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // The verifier of a sign-in in progress. It is useless once the code is redeemed.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
  });
  let user: User | null = null;
  let renewal: Promise<User> | undefined;

  async function askIssuer(): Promise<User | null> {
    try {
      return await manager.signinSilent();
    } catch (error) {
      if (!(error instanceof ErrorResponse) || REFUSALS.includes(error.error)) throw error;
      // A refresh token can be refused although the session lives, for example when it was used in a lost request.
      return await manager.signinSilent({ forceIframeAuth: true });
    }
  }

  function renew(): Promise<User> {
    renewal ??= within(RENEWAL_MS, askIssuer())
      .catch((error) => {
        const isRefused = error instanceof ErrorResponse && REFUSALS.includes(error.error);
        throw isRefused ? new SignedOutError({ cause: error }) : new SignInServiceError({ cause: error });
      })
      .then((renewed) => {
        if (!renewed) throw new SignedOutError();
        user = renewed;
        return renewed;
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  }

  return {
    async resume() {
      if (window.location.pathname === SIGNED_IN_PATH) {
        user = await manager.signinRedirectCallback();
        return typeof user.state === 'string' ? { returnTo: user.state } : {};
      }
      await renew();
      return {};
    },
    who: () => (user ? claimsOf(user.access_token) : undefined),
    async token() {
      const secondsLeft = user?.expires_in ?? 0;
      if (user && secondsLeft > RENEW_BEFORE_SECONDS) return user.access_token;
      const renewed = renew();
      if (!user || secondsLeft <= IN_FLIGHT_SECONDS) return (await renewed).access_token;
      // A failure shows when the token has expired. Until then the next call renews again.
      renewed.catch(() => undefined);
      return user.access_token;
    },
    refuse(token) {
      if (user?.access_token === token) user.expires_at = 0;
    },
    signIn: (returnTo) => manager.signinRedirect({ state: returnTo }),
    signOut: () => manager.signoutRedirect({ id_token_hint: user?.id_token }),
  };
}

/** @throws Error when the work has not ended in time; its result is dropped */
function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The payload of our own access token. The gateway verifies it; the page only reads the person and the role. */
function claimsOf(token: string): SignedIn {
  const [, payload = ''] = token.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const { sub, org, role } = JSON.parse(new TextDecoder().decode(bytes));
  return { subject: sub, organization: org, role: role === 'EDITOR' ? 'EDITOR' : 'VIEWER' };
}
