import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { hmacHex, signingKey } from '../src/sigv4/signing-key.ts';
import { encodeRfc3986 } from '../src/sigv4/uri-encoding.ts';
import type { Credentials } from './fixture.ts';
import { CUSTOMER, REGION } from './fixture.ts';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** The text of the first element of that name. */
  element(name: string): string | undefined;
}

export interface RawRequest {
  method?: string;
  /** Encoded, with the query. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Sends exactly these bytes, without an SDK that retries or changes them. */
export function send(url: string, { method = 'GET', path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = httpRequest(
      { hostname, port, method, path, headers: { ...length, ...headers }, agent: false },
      (response) => {
        response.toArray().then((chunks) => {
          const text = Buffer.concat(chunks).toString();
          const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, element });
        }, reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

export interface Signing {
  credentials?: Credentials;
  region?: string;
  service?: string;
  at?: Date;
  payloadHash?: string;
}

/** Signs a request by its headers. The canonical request is written here again, so a mistake in the sandbox's shows. */
export function signed(
  url: string,
  request: RawRequest,
  signing: Signing = {},
): RawRequest & { headers: Record<string, string>; signature: string } {
  const { credentials = CUSTOMER as Credentials, region = REGION, service = 's3', at = new Date() } = signing;
  const timestamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const payloadHash =
    signing.payloadHash ??
    createHash('sha256')
      .update(request.body ?? '')
      .digest('hex');
  const [path = '', query = ''] = request.path.split('?');
  const headers: Record<string, string> = {
    host: new URL(url).host,
    ...request.headers,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': payloadHash,
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .sort();
  const canonical = [
    request.method ?? 'GET',
    path,
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signature = hmacHex(
    signingKey(credentials.secretAccessKey, date, region, service),
    `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash}`,
  );
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}`,
    `SignedHeaders=${names.join(';')}`,
    `Signature=${signature}`,
  ].join(', ');
  return { ...request, headers: { ...headers, authorization }, signature };
}

/** A signed link: the signature is in the query. */
export function presigned(url: string, path: string, signing: Signing & { expiresSeconds?: number } = {}): string {
  const { credentials = CUSTOMER as Credentials, region = REGION, at = new Date(), expiresSeconds = 900 } = signing;
  const timestamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${region}/s3/aws4_request`;
  const parameters: Record<string, string> = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(expiresSeconds),
    'X-Amz-SignedHeaders': 'host',
    ...(credentials.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': credentials.sessionToken }),
  };
  const query = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeRfc3986(value)}`)
    .sort()
    .join('&');
  const canonical = `GET\n${path}\n${query}\nhost:${new URL(url).host}\n\nhost\nUNSIGNED-PAYLOAD`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const key = signingKey(credentials.secretAccessKey, date, region, 's3');
  return `${path}?${query}&X-Amz-Signature=${hmacHex(key, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash}`)}`;
}
