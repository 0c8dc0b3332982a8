import { type KeyObject, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../http/aws-error.ts';
import { type AwsRequest, header } from '../http/request.ts';
import type { Credential } from './credential.ts';
import { hmacHex, sha256Hex, signingKey } from './signing-key.ts';
import { canonicalPath, encodeRfc3986 } from './uri-encoding.ts';

/** A valid signature, from which the signatures of a streamed body continue. */
export interface VerifiedSignature {
  key: KeyObject;
  seed: string;
  timestamp: string;
  scope: string;
}

/**
 * Computes the signature of a request and compares it with the one sent.
 *
 * @param payloadHash  the last line of the canonical request, which each service defines
 * @throws AwsError SignatureDoesNotMatch; for S3 with the canonical request in it, as AWS answers
 */
export function verifySignature(
  request: AwsRequest,
  credential: Credential,
  secret: string,
  payloadHash: string,
): VerifiedSignature {
  const { date, region, service, timestamp } = credential;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const canonical = canonicalRequest(request, credential, payloadHash);
  const stringToSign = `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256Hex(canonical, 'latin1')}`;
  const key = signingKey(secret, date, region, service);
  const expected = hmacHex(key, stringToSign);
  if (!sameText(expected, credential.signature) || !timestamp.startsWith(date)) {
    throw signatureDoesNotMatch(credential, stringToSign, canonical);
  }
  return { key, seed: expected, timestamp, scope };
}

function canonicalRequest(request: AwsRequest, credential: Credential, payloadHash: string): string {
  const query = request.query.pairs
    .filter(([name]) => credential.sentIn === 'header' || name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([a, aValue], [b, bValue]) => (a < b || (a === b && aValue < bValue) ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = credential.signedHeaders
    .map((name) => `${name}:${(header(request, name) ?? '').trim().replace(/ +/g, ' ')}\n`)
    .join('');
  const path = canonicalPath(request.rawPath);
  return `${request.method}\n${path}\n${query}\n${headers}\n${credential.signedHeaders.join(';')}\n${payloadHash}`;
}

export function sameText(expected: string, given: string): boolean {
  return (
    expected.length === given.length && timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(given, 'latin1'))
  );
}

function signatureDoesNotMatch(credential: Credential, stringToSign: string, canonical: string): AwsError {
  if (credential.service !== 's3') {
    return new AwsError(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret ' +
        'Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return new AwsError(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    {
      details: {
        AWSAccessKeyId: credential.accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: credential.signature,
        CanonicalRequest: canonical,
      },
    },
  );
}
