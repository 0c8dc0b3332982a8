import * as aws from '@aws-sdk/client-s3';
import { aBucket, aSandbox, s3 } from '../fixture.ts';

/** A bucket with the object `a`, and an administrator to read it. */
export async function withObject(Body: string | Buffer = '0123456789') {
  const sandbox = await aSandbox();
  const Bucket = await aBucket(sandbox);
  const client = s3(sandbox);
  const put = await client.send(new aws.PutObjectCommand({ Bucket, Key: 'a', Body }));
  return { sandbox, client, Bucket, object: { Bucket, Key: 'a' }, etag: put.ETag! };
}
