import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { id } from '../contracts/fields.ts';
import { AppError } from '../errors/index.ts';

/** VIEWER reads; EDITOR also connects and syncs; SERVICE is one of our own services at work for the organization. */
export const CALLER_ROLES = ['VIEWER', 'EDITOR', 'SERVICE'] as const;
export type CallerRole = (typeof CALLER_ROLES)[number];

/** The caller of a request. Every statement names the organization, so an id of another organization is unknown. */
export interface Caller {
  subject: string;
  organizationId: string;
  role: CallerRole;
}

/** The header that carries the signed caller from the gateway, or another service, to a subgraph. */
export const CALLER_HEADER = 'x-bucket-sync-caller';

/** Long enough for one request and its retries, too short to be worth stealing. */
const LIFETIME_SECONDS = 60;

/**
 * The name of a subject or an organization in a token. The contracts of messages allow the same. Half of a surrogate
 * pair becomes U+FFFD in UTF-8, so two callers could get the same name.
 */
const callerName = id.refine((text) => text.isWellFormed());

const claims = z.object({ sub: callerName, org: callerName, role: z.enum(CALLER_ROLES) });

/** True for a valid name of a caller in a token: 1 to 200 characters without control characters. */
export const isCallerName = (value: unknown): value is string => callerName.safeParse(value).success;

/**
 * @param audience  the subgraph that is called: 'connections', 'sync' or 'assets'
 * @param secret    that subgraph's own, at least 32 characters
 */
export async function signCaller(caller: Caller, audience: string, secret: string): Promise<string> {
  return new SignJWT({ org: caller.organizationId, role: caller.role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(caller.subject)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(new TextEncoder().encode(secret));
}

/** @throws AppError UNAUTHENTICATED for a missing, foreign, altered or old signature */
export async function verifyCaller(token: string | undefined, audience: string, secret: string): Promise<Caller> {
  if (!token) throw new AppError('UNAUTHENTICATED', { why: `no ${CALLER_HEADER} header` });
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      audience,
      algorithms: ['HS256'],
      requiredClaims: ['exp', 'iat'],
      maxTokenAge: LIFETIME_SECONDS,
      clockTolerance: 5,
    });
    const { sub, org, role } = claims.parse(payload);
    return { subject: sub, organizationId: org, role };
  } catch (error) {
    throw new AppError('UNAUTHENTICATED', { why: 'the caller is not signed for this service' }, { cause: error });
  }
}

export const mayWrite = (caller: Caller) => caller.role === 'EDITOR' || caller.role === 'SERVICE';
