import { randomBytes } from 'node:crypto';

/** What a unique id names. @see IAM User Guide, "IAM identifiers" */
export type IdPrefix = 'AROA' | 'AIDA' | 'ANPA' | 'AKIA' | 'ASIA';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An id that is never given twice: that is how IAM tells a role from a later one of the same name. */
export function uniqueId(prefix: IdPrefix): string {
  return prefix + Array.from(randomBytes(17), (byte) => ALPHABET[byte % 32]).join('');
}

/** Forty characters, as a secret access key has. */
export function secretKey(): string {
  return randomBytes(30).toString('base64');
}
