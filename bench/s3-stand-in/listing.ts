import { type Bucket, etagOf, indexAfter } from './bucket.ts';
import { OBJECT_BYTES } from './photo.ts';

const LARGEST_PAGE = 1_000;
const RENDERED_AT_ONCE = 1_000;

/** Every object as it is listed, one behind the other, and where each begins. */
interface Rendered {
  contents: Buffer;
  starts: Float64Array;
}

/** Pages of ListObjectsV2. Every object is rendered beforehand, so a page costs a copy wherever it begins. */
export function createListing(bucketName: string, first: Bucket) {
  let bucket = first;
  let rendered = render(first);
  return {
    /** The bucket has changed. */
    change(now: Bucket) {
      bucket = now;
      rendered = render(now);
    },

    page(query: URLSearchParams): Buffer {
      const prefix = query.get('prefix') ?? '';
      const maxKeys = Math.min(Number(query.get('max-keys') ?? LARGEST_PAGE), LARGEST_PAGE);
      const after = query.get('start-after') ?? query.get('continuation-token') ?? '';
      const start = Math.max(indexAfter(bucket, after), prefix === '' ? 0 : indexOfPrefix(bucket, prefix));
      const isListed = (index: number) => index < bucket.keys.length && bucket.keys[index]!.startsWith(prefix);
      let end = start;
      while (end < start + maxKeys && isListed(end)) end += 1;
      const isTruncated = isListed(end);
      const token = isTruncated ? `<NextContinuationToken>${bucket.keys[end - 1]!}</NextContinuationToken>` : '';
      const head =
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        `<Name>${bucketName}</Name><Prefix>${prefix}</Prefix><KeyCount>${end - start}</KeyCount>` +
        `<MaxKeys>${maxKeys}</MaxKeys><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>` +
        token;
      const { contents, starts } = rendered;
      return Buffer.concat([
        Buffer.from(head),
        contents.subarray(starts[start], starts[end]),
        Buffer.from('</ListBucketResult>'),
      ]);
    },
  };
}

function indexOfPrefix(bucket: Bucket, prefix: string): number {
  const index = indexAfter(bucket, prefix);
  return bucket.keys[index - 1] === prefix ? index - 1 : index;
}

function render(bucket: Bucket): Rendered {
  const count = bucket.keys.length;
  const starts = new Float64Array(count + 1);
  const parts: Buffer[] = [];
  for (let from = 0; from < count; from += RENDERED_AT_ONCE) {
    let text = '';
    for (let index = from; index < Math.min(count, from + RENDERED_AT_ONCE); index += 1) {
      const contents =
        `<Contents><Key>${bucket.keys[index]!}</Key><LastModified>2026-11-01T08:00:00.000Z</LastModified>` +
        `<ETag>&quot;${etagOf(bucket, index)}&quot;</ETag><Size>${OBJECT_BYTES}</Size>` +
        '<StorageClass>STANDARD</StorageClass></Contents>';
      text += contents;
      // Keys are ASCII: a character is a byte.
      starts[index + 1] = starts[index]! + contents.length;
    }
    parts.push(Buffer.from(text));
  }
  return { contents: Buffer.concat(parts), starts };
}
