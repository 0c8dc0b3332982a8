import { invalid, Problem } from '@bucket-sync/shared/problem';
import type { BucketLocation } from '../../connection.ts';
import { parseBucketName } from './parse-bucket-name.ts';
import { parsePrefix } from './parse-prefix.ts';
import { parseRegion } from './parse-region.ts';
import { prefixNotices } from './prefix-notices.ts';
import { type BucketReference, otherPartitionOf, takeBucketApart } from './take-bucket-apart.ts';

export interface TypedLocation {
  bucketName: string;
  prefix?: string | null | undefined;
  region: string;
}

/** Fits a console address with a prefix of 1,024 escaped bytes. */
const LONGEST_REFERENCE = 4_096;

/**
 * The bucket that a person means, with notices of every correction; or the first problem. Contradictory values are
 * returned as a problem and never guessed.
 */
export function parseLocation(typed: TypedLocation): { bucket: BucketLocation; notices: string[] } | Problem {
  const text = typed.bucketName.trim().replace(/^["'`]+|["'`]+$/g, '');
  if (text.length > LONGEST_REFERENCE) return invalid('bucketName', 'A bucket name has 3 to 63 characters.');
  const elsewhere = otherPartitionOf(text);
  if (elsewhere) {
    return invalid(
      'bucketName',
      `This bucket is in ${elsewhere}. Accounts there cannot trust a principal of a standard AWS account, so ` +
        'their buckets cannot be connected.',
    );
  }
  const apart = takeBucketApart(text);
  const name = parseBucketName(apart?.bucketName ?? text);
  if (name instanceof Problem) return apart ? invalid('bucketName', `${takenApart(apart)} ${name.message}`) : name;
  const region = parseRegion(typed.region);
  if (region instanceof Problem) return region;
  if (apart?.region && apart.region !== region.region) {
    return invalid(
      'region',
      `The ${apart.kind} says that the bucket is in ${apart.region}, but the region was given as ${region.region}.`,
    );
  }
  const written = readPrefix(typed.prefix || undefined, name.bucketName);
  if (written instanceof Problem) return written;
  const { given, notice } = written;
  if (apart?.prefix && given !== undefined && apart.prefix !== given) {
    return invalid(
      'prefix',
      `The ${apart.kind} holds the prefix ${JSON.stringify(apart.prefix)}, but the prefix was given as ` +
        `${JSON.stringify(given)}.`,
    );
  }
  const prefix = parsePrefix(given ?? apart?.prefix);
  if (prefix instanceof Problem) return prefix;
  return {
    bucket: { ...name, ...prefix, region: region.region },
    notices: [
      ...(apart ? [takenApart(apart)] : []),
      ...(region.notice ? [region.notice] : []),
      ...(notice ? [notice] : []),
      ...prefixNotices(prefix.prefix, name.bucketName),
    ],
  };
}

/** A URL, URI or ARN in the prefix field stands for its part after the bucket, if it names the same bucket. */
function readPrefix(
  typed: string | undefined,
  bucketName: string,
): { given: string | undefined; notice?: string } | Problem {
  const apart =
    typed && /^\s*(?:s3[an]?:\/\/|https?:\/\/|arn:)/i.test(typed) ? takeBucketApart(typed.trim()) : undefined;
  if (!apart || typed!.length > LONGEST_REFERENCE) return { given: typed };
  const { kind, prefix = '' } = apart;
  if (apart.bucketName !== bucketName) {
    return invalid(
      'prefix',
      `The prefix is the ${kind} of the bucket ${JSON.stringify(apart.bucketName)}, but the bucket was given as ` +
        `${JSON.stringify(bucketName)}.`,
    );
  }
  return {
    given: prefix || undefined,
    notice:
      `The prefix was entered as ${withArticle(kind)}; it was taken as ` +
      `${prefix ? JSON.stringify(prefix) : 'the whole bucket'}.`,
  };
}

function takenApart({ kind, bucketName, prefix }: BucketReference): string {
  const rest = prefix ? ` and the prefix ${JSON.stringify(prefix)}` : '';
  const what = withArticle(kind).replace(/^a/, 'A');
  return `${what} was entered; it was taken as the bucket ${JSON.stringify(bucketName)}${rest}.`;
}

function withArticle(kind: BucketReference['kind']): string {
  return kind.startsWith('S3') ? `an ${kind}` : `a ${kind}`;
}
