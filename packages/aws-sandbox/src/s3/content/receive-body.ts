import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from '../../http/aws-error.ts';
import { header, readBody } from '../../http/request.ts';
import { decodeAwsChunked } from '../../sigv4/aws-chunked.ts';
import { sha256Hex } from '../../sigv4/signing-key.ts';
import type { S3Call } from '../call/s3-call.ts';
import type { Bucket } from '../storage/bucket.ts';
import { type Checksum, checksumFor } from './checksums.ts';

/** The verified body of an upload, as a file that can be moved into place. */
export interface ReceivedBody {
  file: string;
  sizeBytes: number;
  md5Hex: string;
  /** By header name; only the checksums that the caller sent. */
  checksums: Record<string, string>;
}

const SHA256_HEX = /^[0-9a-f]{64}$/;

/** A PUT is 5 GiB at most. @see Amazon S3 User Guide, "Uploading objects" */
const LARGEST_PUT_BYTES = 5 * 1024 ** 3;

/**
 * Receives the body of an upload into a new file.
 *
 * @throws AwsError when length, hash, MD5, checksum or a chunk's signature does not match; no file is left
 */
export async function receiveBody(call: S3Call, bucket: Bucket): Promise<ReceivedBody> {
  const file = join(bucket.uploadsDirectory, `body-${randomUUID()}`);
  try {
    return await receiveInto(file, call);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

async function receiveInto(file: string, call: S3Call): Promise<ReceivedBody> {
  const { request } = call;
  const payload = header(request, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  const trailers = new Map<string, string>();
  const checksums = wantedChecksums(call);
  const sha256 = SHA256_HEX.test(payload) ? createHash('sha256') : undefined;
  const md5 = createHash('md5');
  let sizeBytes = 0;

  const handle = await open(file, 'w');
  try {
    for await (const piece of payloadOf(call, payload, trailers)) {
      sizeBytes += piece.length;
      if (sizeBytes > LARGEST_PUT_BYTES) {
        throw new AwsError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
      }
      md5.update(piece);
      sha256?.update(piece);
      for (const { checksum } of checksums) checksum.update(piece);
      await handle.write(piece);
    }
  } finally {
    await handle.close();
  }

  const md5Digest = md5.digest();
  checkLength(call, sizeBytes);
  if (sha256 !== undefined) checkPayloadHash(payload, sha256.digest('hex'));
  checkMd5(header(request, 'content-md5'), md5Digest.toString('base64'));
  const verified: Record<string, string> = {};
  for (const { name, checksum } of checksums) verified[name] = checkChecksum(call, name, checksum, trailers);
  return { file, sizeBytes, md5Hex: md5Digest.toString('hex'), checksums: verified };
}

/**
 * Reads a small document from the body and verifies its signed hash.
 *
 * @throws AwsError XAmzContentSHA256Mismatch
 */
export async function readDocument(call: S3Call): Promise<string> {
  const payload = header(call.request, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  const bytes = await readBody(payloadOf(call, payload, new Map()));
  if (SHA256_HEX.test(payload)) checkPayloadHash(payload, sha256Hex(bytes));
  return bytes.toString();
}

function payloadOf(call: S3Call, payload: string, trailers: Map<string, string>): AsyncIterable<Buffer> {
  const body = call.request.message as AsyncIterable<Buffer>;
  switch (payload) {
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return decodeAwsChunked(body, undefined, trailers);
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return decodeAwsChunked(body, call.signature, trailers);
    default:
      return body;
  }
}

function wantedChecksums({ request }: S3Call): { name: string; checksum: Checksum }[] {
  const names = [...Object.keys(request.headers), ...(header(request, 'x-amz-trailer') ?? '').toLowerCase().split(',')];
  return names.flatMap((text) => {
    const name = text.trim();
    const checksum = name.startsWith('x-amz-checksum-') ? checksumFor(name.slice('x-amz-checksum-'.length)) : undefined;
    return checksum === undefined ? [] : [{ name, checksum }];
  });
}

function checkLength({ request }: S3Call, sizeBytes: number): void {
  const promised = header(request, 'x-amz-decoded-content-length') ?? header(request, 'content-length');
  if (promised === undefined && header(request, 'transfer-encoding') === undefined) {
    throw new AwsError(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (promised === undefined || Number(promised) === sizeBytes) return;
  throw new AwsError(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

function checkPayloadHash(promised: string, computed: string): void {
  if (promised === computed) return;
  throw new AwsError(
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    {
      details: { ClientComputedContentSHA256: promised, S3ComputedContentSHA256: computed },
    },
  );
}

function checkMd5(promised: string | undefined, computed: string): void {
  if (promised === undefined || promised === computed) return;
  if (Buffer.from(promised, 'base64').length !== 16) {
    throw new AwsError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  throw new AwsError(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.', {
    details: { ExpectedDigest: promised, CalculatedDigest: computed },
  });
}

function checkChecksum({ request }: S3Call, name: string, checksum: Checksum, trailers: Map<string, string>): string {
  const promised = trailers.get(name) ?? header(request, name);
  const computed = checksum.digest();
  if (promised === computed) return computed;
  if (promised === undefined) {
    throw new AwsError(
      400,
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  }
  const algorithm = name.slice('x-amz-checksum-'.length).toUpperCase();
  throw new AwsError(400, 'BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}
