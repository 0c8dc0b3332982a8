import { createHmac, hash } from 'node:crypto';

/** Derived keys by secret and scope: four HMACs saved on every request of a day. */
const derivedKeys = new Map<string, Buffer>();
const CAPACITY = 10_000;

/** The key that signs for one day, region and service. */
export function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  const id = `${secret}/${date}/${region}/${service}`;
  const known = derivedKeys.get(id);
  if (known !== undefined) return known;
  if (derivedKeys.size >= CAPACITY) derivedKeys.clear();
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  derivedKeys.set(id, key);
  return key;
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

export function hmacHex(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/** @param encoding  latin1 for text that Node decoded from header bytes, so that the very bytes sent are hashed */
export function sha256Hex(content: string | Uint8Array, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  return hash(
    'sha256',
    typeof content === 'string' && encoding === 'latin1' ? Buffer.from(content, 'latin1') : content,
  );
}
