import { existsSync, readFileSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { writeJsonWhole } from '../write-whole.ts';

/** The Ed25519 key that signs the tokens of this machine. */
export const ALGORITHM = 'EdDSA';

/** A private key as JWK, with its id. */
export type SigningKey = JWK & { kid: string };

/** Reads the key, or makes and stores a new one. Tokens therefore stay valid after a restart. */
export async function loadOrCreateSigningKey(path: string): Promise<SigningKey> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as SigningKey;
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const key = { ...jwk, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) };
  writeJsonWhole(path, key);
  return key;
}
