import { invalid, type Problem } from '@bucket-sync/shared/problem';

/** The reason why no general purpose bucket can have this name; undefined for a possible name. */
function whyNoBucketName(name: string): string | undefined {
  if (name === '') return 'Enter the name of the bucket.';
  if (/^arn:aws[\w-]*:s3[\w-]*:[^:]*:\d*:accesspoint/.test(name)) {
    return 'This is the ARN of an access point. Enter the name of the bucket itself.';
  }
  if (/^arn:/.test(name))
    return 'This is an ARN, but not that of a bucket. Enter the name of the bucket, for example my-images.';
  if (/^https?:\/\//i.test(name)) return 'This address names no bucket. Enter the name of the bucket alone.';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name))
    return 'This is no address of Amazon S3. Only its buckets can be connected.';
  if (name.includes('/')) {
    const [first, ...rest] = name.split('/');
    const prefix = rest.join('/');
    return (
      `A bucket name has no slash. Enter "${first}" ` +
      `here${prefix ? ` and ${JSON.stringify(prefix)} as the prefix` : ''}.`
    );
  }
  if (/[A-Z]/.test(name)) {
    return (
      `A bucket name has no capital letters: "${name}" cannot be one. Copy it from the S3 console, General ` +
      'purpose buckets.'
    );
  }
  if (/\s/.test(name)) return `A bucket name has no blanks: "${name}" cannot be one.`;
  if (/[^a-z0-9.-]/.test(name)) {
    return `A bucket name holds only a to z, 0 to 9, dots and hyphens: "${name}" cannot be one.`;
  }
  if (name.length < 3 || name.length > 63) {
    return `A bucket name has 3 to 63 characters; "${name}" has ${name.length}.`;
  }
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'A bucket name begins and ends with a letter or a digit.';
  if (name.includes('..')) return 'A bucket name has no two dots in a row.';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'A bucket name is not an IP address.';
  if (/^(xn--|sthree-)/.test(name)) return 'AWS reserves names with this beginning; no bucket has one.';
  if (/(-s3alias|--ol-s3)$/.test(name))
    return 'This is the alias of an access point. Enter the name of the bucket itself.';
  if (/--(x-s3|table-s3)$/.test(name)) {
    return 'This is a directory or table bucket. Only general purpose buckets can be connected.';
  }
  return undefined;
}

/**
 * Parses a bucket's name by the rules of S3, or returns the rule that it breaks.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function parseBucketName(name: string): { bucketName: string } | Problem {
  const why = whyNoBucketName(name);
  return why ? invalid('bucketName', why) : { bucketName: name };
}
