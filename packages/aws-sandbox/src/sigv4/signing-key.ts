import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/**
 * Cache of derived keys by secret and scope: it saves four HMACs on every request of a day. The keys are KeyObjects,
 * because an HMAC with plain bytes makes one first: 14 µs instead of 2 (Node 24.21).
 */
const derivedKeys = new Map<string, KeyObject>();
const CAPACITY = 10_000;

/** The signing key of one day, region and service. */
export function signingKey(secret: string, date: string, region: string, service: string): KeyObject {
  const id = `${secret}/${date}/${region}/${service}`;
  const known = derivedKeys.get(id);
  if (known !== undefined) return known;
  if (derivedKeys.size >= CAPACITY) derivedKeys.clear();
  const step = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const bytes = [date, region, service, 'aws4_request'].reduce(step, Buffer.from(`AWS4${secret}`));
  const key = createSecretKey(bytes);
  derivedKeys.set(id, key);
  return key;
}

export function hmacHex(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** @param encoding  latin1 for text that Node.js decoded from header bytes: then the bytes as sent are hashed */
export function sha256Hex(content: string | Uint8Array, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  const isLatin1 = typeof content === 'string' && encoding === 'latin1';
  return hash('sha256', isLatin1 ? Buffer.from(content, 'latin1') : content);
}
