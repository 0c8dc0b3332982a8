import { type Caller, isCallerName } from '@bucket-sync/shared/auth';
import { AppError, messageOf } from '@bucket-sync/shared/errors';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { createIssuerKeys } from './issuer-keys.ts';

/** The caller that a token names, and when the token expires. */
export interface Bearer {
  caller: Caller;
  expiresAt: Date;
}

/**
 * @throws AppError UNAUTHENTICATED for a missing, foreign, altered or expired token; PEER_UNAVAILABLE (retryable) when
 *   the issuer's keys cannot be fetched, which says nothing about the token
 */
export type VerifyToken = (token: string | undefined) => Promise<Bearer>;

/** With a shared secret (HS256) a holder of the public key could sign; without an algorithm, any caller. */
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** How far the issuer's clock and ours may differ. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** The latest time of ECMAScript. A token that names a later one would get a date that is no time. */
const LATEST_TIME_MS = 8.64e15;

/** SERVICE is for our own services and is never accepted from outside. */
const ROLES = ['VIEWER', 'EDITOR'] as const;

/** @param options.issuer  must equal the token's `iss` exactly, as `audience` must equal its `aud` */
export function createTokenVerifier(options: { jwksUrl: string; issuer: string; audience: string }): VerifyToken {
  const keys = createIssuerKeys(options.jwksUrl);
  return async (token) => {
    if (!token) throw new AppError('UNAUTHENTICATED', { why: 'there is none' });
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ASYMMETRIC,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return bearerOf(payload);
    } catch (error) {
      if (isTheTokensFault(error)) throw new AppError('UNAUTHENTICATED', { why: reasonOf(error) }, { cause: error });
      if (error instanceof AppError) throw error;
      const why = messageOf(error);
      throw new AppError('PEER_UNAVAILABLE', { service: 'token issuer', why }, { cause: error });
    }
  };
}

function bearerOf({ sub, exp, org, role }: JWTPayload): Bearer {
  const known = ROLES.find((each) => each === role);
  if (!isCallerName(sub) || !isCallerName(org) || !known || exp === undefined) {
    throw new AppError('UNAUTHENTICATED', { why: 'its claims sub, org and role do not name a caller' });
  }
  return {
    caller: { subject: sub, organizationId: org, role: known },
    expiresAt: new Date(Math.min((exp + CLOCK_TOLERANCE_SECONDS) * 1000, LATEST_TIME_MS)),
  };
}

/** jose's errors are about the token, except those about fetching or reading the issuer's keys. */
function isTheTokensFault(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  const theIssuers = [errors.JWKSTimeout, errors.JWKSInvalid, errors.JWKInvalid];
  // jose throws a plain JOSEError for a JWKS answer that is not 200 or not JSON.
  return error.code !== 'ERR_JOSE_GENERIC' && !theIssuers.some((kind) => error instanceof kind);
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is not as it must be`;
  return 'its signature cannot be verified';
}
