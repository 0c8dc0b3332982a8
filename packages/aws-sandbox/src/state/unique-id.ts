import { randomBytes } from 'node:crypto';

/** The kind of a unique id. @see IAM User Guide, "IAM identifiers" */
export type IdPrefix = 'AROA' | 'AIDA' | 'ANPA' | 'AKIA' | 'ASIA';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An id that is never reused: IAM tells a role from a later one of the same name by it. */
export function uniqueId(prefix: IdPrefix): string {
  return prefix + Array.from(randomBytes(17), (byte) => ALPHABET[byte % 32]).join('');
}

/** Forty characters, like a secret access key. */
export function secretKey(): string {
  return randomBytes(30).toString('base64');
}
