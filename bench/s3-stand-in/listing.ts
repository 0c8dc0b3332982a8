import { type Bucket, etagOf, placeBehind } from './bucket.ts';
import { OBJECT_BYTES } from './photo.ts';

const LARGEST_PAGE = 1_000;
/** 4,096 pages of 1,000 keys are about 1 GB: enough that a million keys are rendered once, in any division. */
const CACHED_PAGES = 4_096;

/** Renders pages of ListObjectsV2 and keeps them: a page that was listed before costs a look-up. */
export function createListing(bucketName: string) {
  const pages = new Map<string, Buffer>();
  return {
    /** Forgets every page: the bucket has changed. */
    clear: () => pages.clear(),

    page(bucket: Bucket, query: URLSearchParams): Buffer {
      const prefix = query.get('prefix') ?? '';
      const maxKeys = Math.min(Number(query.get('max-keys') ?? LARGEST_PAGE), LARGEST_PAGE);
      const after = query.get('start-after') ?? query.get('continuation-token') ?? '';
      const start = Math.max(placeBehind(bucket, after), prefix === '' ? 0 : placeOfPrefix(bucket, prefix));
      const name = `${start} ${maxKeys} ${prefix}`;
      const known = pages.get(name);
      if (known) return known;
      const page = render(bucket, { bucketName, prefix, start, maxKeys });
      if (pages.size >= CACHED_PAGES) pages.clear();
      pages.set(name, page);
      return page;
    },
  };
}

function placeOfPrefix(bucket: Bucket, prefix: string): number {
  const place = placeBehind(bucket, prefix);
  return bucket.keys[place - 1] === prefix ? place - 1 : place;
}

function render(
  bucket: Bucket,
  { bucketName, prefix, start, maxKeys }: { bucketName: string; prefix: string; start: number; maxKeys: number },
): Buffer {
  let contents = '';
  let place = start;
  const isListed = () => place < bucket.keys.length && bucket.keys[place]!.startsWith(prefix);
  for (; place < start + maxKeys && isListed(); place += 1) {
    contents +=
      `<Contents><Key>${bucket.keys[place]!}</Key><LastModified>2026-11-01T08:00:00.000Z</LastModified>` +
      `<ETag>&quot;${etagOf(bucket, place)}&quot;</ETag><Size>${OBJECT_BYTES}</Size>` +
      '<StorageClass>STANDARD</StorageClass></Contents>';
  }
  const isTruncated = isListed();
  const token = isTruncated ? `<NextContinuationToken>${bucket.keys[place - 1]!}</NextContinuationToken>` : '';
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      `<Name>${bucketName}</Name><Prefix>${prefix}</Prefix><KeyCount>${place - start}</KeyCount>` +
      `<MaxKeys>${maxKeys}</MaxKeys><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>` +
      `${token}${contents}</ListBucketResult>`,
  );
}
