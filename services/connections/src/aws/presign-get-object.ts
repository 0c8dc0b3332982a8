import { createHash, createHmac } from 'node:crypto';
import type { SignLink } from '../domain/ports.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

interface S3Settings {
  /** Scheme, host and port of an S3 that is not AWS's own. */
  readonly endpointUrl: string | undefined;
  readonly forcePathStyle: boolean;
}

interface ObjectAddress extends S3Settings {
  readonly bucketName: string;
  readonly region: string;
  readonly key: string;
  /** The content type that S3 answers with, instead of the uploaded one. */
  readonly contentType?: string | undefined;
}

/** Signs links to the objects of connections. */
export function createLinkSigner(settings: S3Settings, now: () => Date): SignLink {
  return (session, { bucket: { bucketName, region } }, { key, contentType }, seconds) =>
    presignGetObject({ ...settings, bucketName, region, key, contentType }, session, seconds, now());
}

/**
 * A link that reads one object: SigV4 in the query, its names sorted, payload unsigned. Only `host` is signed, because
 * a browser adds Origin and Range.
 *
 * @param seconds  how long the link is valid; it ends earlier when its session ends
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function presignGetObject(address: ObjectAddress, credentials: Credentials, seconds: number, now: Date): string {
  const { origin, path } = locate(address);
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${address.region}/s3/aws4_request`;
  const query = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-Security-Token', credentials.sessionToken],
    ['X-Amz-SignedHeaders', 'host'],
    // A wrong Content-Encoding of gzip on plain bytes breaks every browser. The bytes of an asset are never encoded.
    ['response-content-encoding', 'identity'],
    ...(address.contentType ? [['response-content-type', address.contentType]] : []),
    ['x-id', 'GetObject'],
  ]
    .map(([name, value]) => `${name}=${encode(value!)}`)
    .join('&');
  const request = ['GET', path, query, `host:${new URL(origin).host}\n`, 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const hashed = createHash('sha256').update(request).digest('hex');
  const key = [day, address.region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${hashed}`).digest('hex');
  return `${origin}${path}?${query}&X-Amz-Signature=${signature}`;
}

/** Dotted names break TLS on virtual hosts: they go into the path. */
function locate({ endpointUrl, forcePathStyle, bucketName, region, key }: ObjectAddress) {
  const base = new URL(endpointUrl ?? `https://s3.${region}.amazonaws.com`);
  const keyPath = key.split('/').map(encode).join('/');
  if (forcePathStyle || bucketName.includes('.')) return { origin: base.origin, path: `/${bucketName}/${keyPath}` };
  return { origin: `${base.protocol}//${bucketName}.${base.host}`, path: `/${keyPath}` };
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
