import { invalid, type Problem } from '@bucket-sync/shared/problem';
import { REGIONS } from '../regions.ts';

/** Partitions whose roles cannot trust a principal of the standard one. */
const OTHER_PARTITION = /^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/;

const LONGEST_NAME = 100;

/**
 * Names that S3 itself uses beside the codes.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
 */
const S3_NAMES: Readonly<Record<string, string>> = {
  eu: 'eu-west-1',
  us: 'us-east-1',
  'us-standard': 'us-east-1',
  'us-classic': 'us-east-1',
  null: 'us-east-1',
  none: 'us-east-1',
};

/** A region by its code in any case, by its name in the console, or by the name that S3's own tools print. */
export function parseRegion(typed: string): { region: string; notice?: string } | Problem {
  const text = typed.trim();
  const code = text.toLowerCase();
  if (code === '') return invalid('region', 'Enter the region of the bucket, for example us-east-1.');
  if (Object.hasOwn(REGIONS, code)) return { region: code };
  if (OTHER_PARTITION.test(code)) {
    return invalid(
      'region',
      `The region ${code} is outside the standard AWS partition. Accounts of AWS China, AWS GovCloud (US) and the ` +
        'like cannot trust a principal of a standard account, so their buckets cannot be connected.',
    );
  }
  if (text.length > LONGEST_NAME) return invalid('region', 'This is not an AWS region; one looks like us-east-1.');
  const meant = regionByWriting(code) ?? regionByName(text);
  if (meant) return { region: meant, notice: `The region ${JSON.stringify(text)} was taken as ${meant}.` };
  const near = nearest(code);
  return invalid(
    'region',
    `${JSON.stringify(text)} is not an AWS region${near ? `; did you mean ${near} (${REGIONS[near]})?` : '.'} The ` +
      'region of a bucket is in the S3 console under General purpose buckets, in the column AWS Region.',
  );
}

/** A code in quotes, with other separators, with the letter of an availability zone, or as an endpoint of S3. */
function regionByWriting(code: string): string | undefined {
  const bare = code
    .replace(/^["'`]+|["'`,;.]+$/g, '')
    .replace(/^(?:https?:\/\/)?s3[.-]|\.amazonaws\.com\/?$/g, '')
    .replace(/[\s_]+/g, '-');
  const known = [bare, bare.replace(/(\d)[a-f]$/, '$1')].find((each) => Object.hasOwn(REGIONS, each));
  if (known) return known;
  return Object.hasOwn(S3_NAMES, bare) ? S3_NAMES[bare] : undefined;
}

/** The console shows "Europe (Ireland) eu-west-1", the old one "EU (Ireland)". */
function regionByName(text: string): string | undefined {
  const plain = (name: string) =>
    name
      .normalize('NFD')
      .replace(/[^a-z0-9]/gi, '')
      .toLowerCase();
  const written = plain(text);
  const spelled = written.replace(/^eu(?!rope)/, 'europe');
  const matches = Object.entries(REGIONS).filter(([code, name]) => {
    const city = plain(/\((.*)\)/.exec(name)?.[1] ?? name);
    const names = [plain(name), city, plain(name + code), plain(code + name)];
    return names.includes(spelled) || [plain(code), plain(code + city), plain(code + name)].includes(written);
  });
  return matches.length === 1 ? matches[0]?.[0] : undefined;
}

function nearest(code: string): string | undefined {
  const ranked = Object.keys(REGIONS)
    .map((region) => ({ region, distance: editDistance(code, region) }))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0] && ranked[0].distance <= 3 ? ranked[0].region : undefined;
}

/** Levenshtein distance of two short texts. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
