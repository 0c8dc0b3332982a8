import type { BucketLocation } from './connection.ts';
import { parseBucketName } from './parse-bucket-name.ts';
import { parsePrefix, prefixNotices } from './parse-prefix.ts';
import { parseRegion } from './parse-region.ts';
import { invalid, Problem } from './problem.ts';
import { type BucketReference, takeBucketApart } from './take-bucket-apart.ts';

export interface TypedLocation {
  bucketName: string;
  prefix?: string | null | undefined;
  region: string;
}

/** A console address with a prefix of 1,024 bytes, each of them escaped, and room to spare. */
const LONGEST_REFERENCE = 4_096;

/**
 * The bucket that a person means, with what was understood differently from what was typed; or the first problem.
 * What contradicts itself is asked back, never guessed.
 */
export function parseLocation(typed: TypedLocation): { bucket: BucketLocation; notices: string[] } | Problem {
  const text = typed.bucketName.trim();
  if (text.length > LONGEST_REFERENCE) return invalid('bucketName', 'A bucket name has 3 to 63 characters.');
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
  const given = typed.prefix || undefined;
  if (apart?.prefix && given !== undefined && apart.prefix !== given) {
    return invalid(
      'prefix',
      `The ${apart.kind} holds the prefix ${JSON.stringify(apart.prefix)}, but the prefix was given as ${JSON.stringify(given)}.`,
    );
  }
  const prefix = parsePrefix(given ?? apart?.prefix);
  if (prefix instanceof Problem) return prefix;
  return {
    bucket: { ...name, ...prefix, region: region.region },
    notices: [
      ...(apart ? [takenApart(apart)] : []),
      ...(region.notice ? [region.notice] : []),
      ...prefixNotices(prefix.prefix),
    ],
  };
}

function takenApart({ kind, bucketName, prefix }: BucketReference): string {
  const rest = prefix ? ` and the prefix ${JSON.stringify(prefix)}` : '';
  return `${kind === 'S3 URI' || kind === 'S3 console address' ? 'An' : 'A'} ${kind} was entered; it was taken as the bucket ${JSON.stringify(bucketName)}${rest}.`;
}
