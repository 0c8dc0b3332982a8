import { percentDecoded } from './percent-decoded.ts';

/** The parts of a URL, URI or ARN that was pasted as a bucket's name. */
export interface BucketReference {
  readonly kind: 'S3 URI' | 'bucket ARN' | 'bucket URL' | 'S3 console address';
  readonly bucketName: string;
  readonly prefix?: string;
  readonly region?: string;
}

/** The partition that an ARN or an address of China or GovCloud names; undefined for any other text. */
export function otherPartitionOf(text: string): string | undefined {
  if (/\.amazonaws\.com\.cn(?:[/:?]|$)/i.test(text) || /\.amazonaws\.cn(?:[/:?]|$)/i.test(text)) return 'AWS China';
  const partition = /^arn:(aws-[\w-]+):s3/.exec(text)?.[1];
  if (partition === 'aws-cn') return 'AWS China';
  return partition === 'aws-us-gov' ? 'AWS GovCloud (US)' : partition;
}

/**
 * Parses the texts that people paste as a bucket's name: `s3://name/prefix`, `arn:aws:s3:::name`, virtual-hosted,
 * path-style and website URLs, and addresses of the S3 console. Undefined for any other text.
 */
export function takeBucketApart(text: string): BucketReference | undefined {
  const uri = /^s3[an]?:\/\/([^/]*)\/?(.*)$/is.exec(text);
  if (uri) return reference('S3 URI', uri[1]!, uri[2]);
  const arn = /^arn:aws[\w-]*:s3:::([^/]*)\/?(.*)$/is.exec(text);
  if (arn) return reference('bucket ARN', arn[1]!, arn[2]?.replace(/\*$/, ''));
  return fromAddress(text);
}

function fromAddress(text: string): BucketReference | undefined {
  if (!/^https?:\/\//i.test(text) && !/^[^/]+\.amazonaws\.com(\/|$)/i.test(text)) return undefined;
  let url: URL;
  try {
    url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    return undefined;
  }
  const path = percentDecoded(url.pathname.slice(1));
  if (/(^|\.)console\.aws\.amazon\.com$/.test(url.hostname)) return fromConsole(url, path);
  const hosted =
    /^(.+)\.s3(?:-website|-accelerate)?(?:[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com$/.exec(
      url.hostname,
    );
  if (hosted) return reference('bucket URL', hosted[1]!, path, hosted[2]);
  const pathStyle = /^s3(?:[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com$/.exec(url.hostname);
  if (!pathStyle) return undefined;
  const slash = path.indexOf('/');
  const [name, rest] = slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
  return reference('bucket URL', name, rest, pathStyle[1]);
}

function fromConsole(url: URL, path: string): BucketReference | undefined {
  const name = /^s3\/(?:buckets|object)\/([^/]+)/.exec(path)?.[1];
  if (!name) return undefined;
  const region = url.searchParams.get('region') ?? /^([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(url.hostname)?.[1];
  return reference('S3 console address', name, url.searchParams.get('prefix') ?? '', region ?? undefined);
}

function reference(
  kind: BucketReference['kind'],
  bucketName: string,
  prefix: string | undefined,
  region?: string,
): BucketReference {
  return { kind, bucketName, ...(prefix && { prefix }), ...(region && { region }) };
}
