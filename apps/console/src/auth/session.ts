import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Settings } from './settings.ts';

export type Role = 'VIEWER' | 'EDITOR';

export interface SignedIn {
  subject: string;
  organization: string;
  role: Role;
}

export interface Session {
  /** Resumes a session that the issuer still has. @returns the page to open, if a sign-in has just ended */
  resume(): Promise<{ returnTo?: string } | undefined>;
  who(): SignedIn | undefined;
  /** A token that stays valid for a while. @throws Error when the issuer issues none: the person must sign in again */
  token(): Promise<string>;
  /** Forgets the token that the gateway refused. */
  refuse(token: string): void;
  signIn(returnTo: string): Promise<void>;
  signOut(): Promise<void>;
}

/** The path to which the issuer redirects after a sign-in. */
const SIGNED_IN_PATH = '/signed-in';

/** A token with less time left is renewed first, because a request may take a while to arrive. */
const RENEW_BEFORE_SECONDS = 20;

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
    silentRequestTimeoutInSeconds: 10,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // The verifier of a sign-in in progress. It is useless once the code is redeemed.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
  });
  let user: User | null = null;
  let renewal: Promise<User | null> | undefined;

  const renew = () => {
    renewal ??= manager
      .signinSilent()
      .then((renewed) => {
        user = renewed;
        return renewed;
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  };

  return {
    async resume() {
      if (window.location.pathname === SIGNED_IN_PATH) {
        user = await manager.signinRedirectCallback();
        return typeof user.state === 'string' ? { returnTo: user.state } : {};
      }
      return (await renew()) ? {} : undefined;
    },
    who: () => (user ? claimsOf(user.access_token) : undefined),
    async token() {
      if (user && (user.expires_in ?? 0) > RENEW_BEFORE_SECONDS) return user.access_token;
      const renewed = await renew();
      if (!renewed) throw new Error('The issuer no longer knows who you are.');
      return renewed.access_token;
    },
    refuse(token) {
      if (user?.access_token === token) user.expires_at = 0;
    },
    signIn: (returnTo) => manager.signinRedirect({ state: returnTo }),
    signOut: () => manager.signoutRedirect({ id_token_hint: user?.id_token }),
  };
}

/** The payload of our own access token. The gateway verifies it; the page only reads the person and the role. */
function claimsOf(token: string): SignedIn {
  const [, payload = ''] = token.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const { sub, org, role } = JSON.parse(new TextDecoder().decode(bytes));
  return { subject: sub, organization: org, role: role === 'EDITOR' ? 'EDITOR' : 'VIEWER' };
}
