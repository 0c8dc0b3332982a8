import { createHmac, hash } from 'node:crypto';

export interface SigningKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

export interface S3Request {
  /** Percent-encoded once, with its leading slash; S3 signs it as it is sent. */
  path: string;
  /** Sorted by name, percent-encoded; empty for none. */
  query: string;
  /** Lower-case names; those that begin with `x-amz-` are signed. */
  headers: Record<string, string>;
}

const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
/** All that HTTP allows in the value of a header. A line feed in it would begin another header. */
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** What all requests of one second with the same signed headers share. */
interface Signed {
  /** The canonical request behind its query. */
  canonical: string;
  /** The signed headers as they are sent, then the authorization up to its signature. */
  lines: string;
}

/**
 * Writes and signs the heads of GET requests to S3, by Signature Version 4. The key of a day and region is derived
 * once, and what the requests of one second share is written once: 3 µs a request, where `@smithy/signature-v4` takes
 * 60 µs.
 *
 * @param headers  of all requests: the host and others that are signed
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function createSigner(keys: SigningKeys, region: string, headers: { host: string; [name: string]: string }) {
  let second = Number.NaN;
  let timestamp = '';
  let scope = '';
  let dayKey: Buffer = Buffer.alloc(0);
  let signatureOf: ((canonicalHash: string) => string) | undefined;
  /** By the signed headers that only some requests have. */
  const signedBy = new Map<string, Signed>();

  const setTime = (now: Date) => {
    signedBy.clear();
    timestamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const day = timestamp.slice(0, 8);
    if (!scope.startsWith(day)) {
      scope = `${day}/${region}/s3/aws4_request`;
      dayKey = deriveKey(keys.secretAccessKey, day, region);
    }
    signatureOf = createSignature(dayKey, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n`);
  };

  const sign = (own: Record<string, string>): Signed => {
    const all: Record<string, string> = {
      ...headers,
      ...own,
      'x-amz-content-sha256': UNSIGNED_PAYLOAD,
      'x-amz-date': timestamp,
      'x-amz-security-token': keys.sessionToken,
    };
    const names = Object.keys(all).sort();
    const joined = names.join(';');
    const credential = `Credential=${keys.accessKeyId}/${scope}`;
    const canonical = names.map((name) => `${name}:${checked(all, name).trim()}\n`).join('');
    const lines = names.map((name) => `${name}: ${all[name]}\r\n`).join('');
    return {
      canonical: `${canonical}\n${joined}\n${UNSIGNED_PAYLOAD}`,
      lines: `${lines}authorization: AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${joined}, Signature=`,
    };
  };

  /** @returns the whole head of the request, with the empty line at its end */
  return function headOf(request: S3Request, now: Date): string {
    const seconds = Math.floor(now.getTime() / 1_000);
    if (signatureOf === undefined || seconds !== second) {
      second = seconds;
      setTime(now);
    }
    let toSign = '';
    let unsigned = '';
    for (const name in request.headers) {
      if (name.startsWith('x-amz-')) toSign += `${name}:${request.headers[name]}\n`;
      else unsigned += `${name}: ${checked(request.headers, name)}\r\n`;
    }
    let signed = signedBy.get(toSign);
    if (!signed) {
      const own = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-'));
      signed = sign(Object.fromEntries(own));
      signedBy.set(toSign, signed);
    }
    const { path, query } = request;
    const canonical = hash('sha256', `GET\n${path}\n${query}\n${signed.canonical}`);
    const signature = signatureOf!(canonical);
    const target = query ? `${path}?${query}` : path;
    return `GET ${target} HTTP/1.1\r\n${unsigned}${signed.lines}${signature}\r\n\r\n`;
  };
}

/** @throws Error for a value that would write another header */
function checked(headers: Record<string, string>, name: string): string {
  const value = headers[name]!;
  if (!HEADER_VALUE.test(value)) throw new Error(`the header ${name} may not hold ${JSON.stringify(value)}`);
  return value;
}

export type Signer = ReturnType<typeof createSigner>;

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/**
 * The HMAC-SHA256 of `text` and a hash behind it, as hexadecimal digits. An HMAC is two hashes, and all but the end of
 * what they hash is the same for each request: 0.8 µs, where Node's `createHmac` takes 1.7 (Node 24.21).
 *
 * @param key  of 64 bytes at most
 * @see RFC 2104, section 2
 */
function createSignature(key: Buffer, text: string): (hexHash: string) => string {
  const padded = (byte: number) => Buffer.alloc(BLOCK_BYTES, byte).map((pad, at) => pad ^ (key[at] ?? 0));
  const inner = Buffer.concat([padded(0x36), Buffer.from(text), Buffer.alloc(2 * DIGEST_BYTES)]);
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(DIGEST_BYTES)]);
  return (hexHash) => {
    inner.write(hexHash, inner.length - 2 * DIGEST_BYTES, 'latin1');
    outer.write(hash('sha256', inner, 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', outer);
  };
}

function deriveKey(secret: string, day: string, region: string): Buffer {
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), 's3'), 'aws4_request');
}

/** Percent-encodes by RFC 3986: AWS requires more than encodeURIComponent encodes. */
export function encodeText(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** An object key as a path. Its slashes stay, and nothing is normalized. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeText).join('/');
}
