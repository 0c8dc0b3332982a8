import { AwsError } from '../../http/aws-error.ts';
import type { AwsRequest } from '../../http/request.ts';

/** The target of a request: the service (both empty), a bucket, or an object. */
export interface Target {
  bucketName: string;
  key: string;
}

/**
 * Reads bucket and key from a request, in virtual-host style (`bucket.s3.eu-west-1.…`, `bucket.localhost`) or path
 * style.
 *
 * @throws AwsError InvalidURI, KeyTooLongError
 */
export function readTarget(request: AwsRequest): Target {
  const hostBucket = bucketOfHost(request.host);
  const path = decodePath(request.rawPath).slice(1);
  const slash = path.indexOf('/');
  const target =
    hostBucket !== undefined
      ? { bucketName: hostBucket, key: path }
      : { bucketName: slash === -1 ? path : path.slice(0, slash), key: slash === -1 ? '' : path.slice(slash + 1) };
  const keyBytes = Buffer.byteLength(target.key);
  if (keyBytes > 1024) {
    throw new AwsError(400, 'KeyTooLongError', 'Your key is too long', {
      details: { Size: String(keyBytes), MaxSizeAllowed: '1024' },
    });
  }
  return target;
}

function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return /^(.+?)(?:\.s3[.-].+|\.localhost)$/.exec(name)?.[1]?.replace(/^s3$/, '') || undefined;
}

export function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch (cause) {
    throw new AwsError(400, 'InvalidURI', "Couldn't parse the specified URI.", { cause });
  }
}
