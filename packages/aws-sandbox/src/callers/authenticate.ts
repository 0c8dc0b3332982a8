import type { AwsRequest } from '../http/request.ts';
import { checkClock } from '../sigv4/clock.ts';
import type { Credential } from '../sigv4/credential.ts';
import { type VerifiedSignature, verifySignature } from '../sigv4/verify.ts';
import type { AccountStore } from '../state/account-store.ts';
import { OPT_IN_REGIONS } from '../state/regions.ts';
import { type Caller, sessionCaller, userCaller } from './caller.ts';
import { credentialErrors } from './credential-errors.ts';
import type { SessionTokens } from './session-token.ts';

/** Finds the caller of a request: a user with a long-lived access key, or a session of a role. */
export class Authenticator {
  readonly #accounts: AccountStore;
  readonly #tokens: SessionTokens;

  constructor(accounts: AccountStore, tokens: SessionTokens) {
    this.#accounts = accounts;
    this.#tokens = tokens;
  }

  /**
   * Identifies the signer of a request and verifies the signature.
   *
   * @param payloadHash  the last line of the canonical request
   * @throws AwsError as the service in the credential's scope words it
   */
  authenticate(
    request: AwsRequest,
    credential: Credential,
    payloadHash: string,
  ): { caller: Caller; signature: VerifiedSignature } {
    const { caller, secret } = this.#identify(credential, request.receivedAt);
    const signature = verifySignature(request, credential, secret, payloadHash);
    checkClock(credential, request.receivedAt);
    return { caller, signature };
  }

  #identify(credential: Credential, now: Date): { caller: Caller; secret: string } {
    const errors = credentialErrors(credential.service);
    const { accessKeyId, sessionToken, region } = credential;
    const isOptIn = OPT_IN_REGIONS.has(region);
    if (sessionToken === undefined) {
      const known = this.#accounts.accessKey(accessKeyId);
      if (known === undefined || known.key.status !== 'Active') throw errors.unknownAccessKey(accessKeyId);
      if (isOptIn && !known.account.enabledOptInRegions.includes(region)) throw errors.unknownAccessKey(accessKeyId);
      return { caller: userCaller(known.account, known.user), secret: known.key.secret };
    }
    const session = this.#tokens.open(sessionToken);
    if (session === undefined || session.accessKeyId !== accessKeyId) throw errors.invalidToken();
    if (session.expiresAtMs <= now.getTime()) throw errors.expiredToken(sessionToken);
    const identity = this.#accounts.identity(session.roleId);
    if (identity?.kind !== 'role') throw errors.unknownAccessKey(accessKeyId);
    if (isOptIn && (session.global === true || !identity.account.enabledOptInRegions.includes(region))) {
      throw errors.invalidToken();
    }
    return { caller: sessionCaller(identity.account, identity.role, session), secret: session.secret };
  }
}
