import type { Connection } from './connection.ts';

/** The other connections of the same dataset that read some of the same keys. */
export function overlapsOf(connection: Connection, ofDataset: readonly Connection[]): Connection[] {
  return ofDataset.filter((other) => other.id !== connection.id && sharesKeys(connection, other));
}

function sharesKeys(one: Connection, other: Connection): boolean {
  const [a, b] = [one.bucket, other.bucket];
  const isNested = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  return one.datasetId === other.datasetId && a.bucketName === b.bucketName && isNested;
}

/** The most notices. A notice for each overlap would hide the other notices. */
const MAX_NOTICES = 3;

export function overlapNotices(connection: Connection, overlaps: readonly Connection[]): string[] {
  const others = overlaps.length - MAX_NOTICES;
  return [
    ...overlaps.slice(0, MAX_NOTICES).map((other) => noticeOf(connection, other)),
    ...(others > 0 ? [`${others} more connections of this dataset share keys with this one.`] : []),
  ];
}

function noticeOf(connection: Connection, { name, bucket }: Connection): string {
  const isLonger = bucket.prefix.length > connection.bucket.prefix.length;
  const shared = isLonger ? bucket.prefix : connection.bucket.prefix;
  return (
    `The connection ${JSON.stringify(name)} of this dataset also reads s3://${bucket.bucketName}/${shared}: a file ` +
    'that both read becomes an asset of each and uses two data rows. Choose prefixes or patterns that share no files.'
  );
}
