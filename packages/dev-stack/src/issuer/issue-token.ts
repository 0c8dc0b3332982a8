import { importJWK, SignJWT } from 'jose';
import { ALGORITHM, type SigningKey } from './signing-key.ts';

/** The issuer in every token, whichever port it listens on. RFC 6761 reserves .localhost, so no one owns the domain. */
export const ISSUER = 'https://issuer.bucket-sync.localhost/';
export const AUDIENCE = 'bucket-sync';

/** The roles of a person: VIEWER reads; EDITOR also connects and syncs. */
export const ROLES = ['VIEWER', 'EDITOR'] as const;
export type Role = (typeof ROLES)[number];

export interface Bearer {
  subject: string;
  organization: string;
  role: Role;
  hours: number;
}

/** A token that the gateway of this machine's stack accepts. */
export async function issueToken({ subject, organization, role, hours }: Bearer, key: SigningKey): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ org: organization, role })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: 'JWT' })
    .setSubject(subject)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(now + Math.round(hours * 3600))
    .sign(await importJWK(key, ALGORITHM));
}
