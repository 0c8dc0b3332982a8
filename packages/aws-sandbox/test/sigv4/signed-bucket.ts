import { PutObjectCommand } from '@aws-sdk/client-s3';
import { aBucket, aSandbox, s3 } from '../fixture.ts';

export const KEY = '/customer-photos/a.jpg';

/** A bucket with one object, at `KEY`. */
export async function withObject(now?: () => Date) {
  const sandbox = await aSandbox(now === undefined ? {} : { clock: now });
  const bucket = await aBucket(sandbox);
  await s3(sandbox).send(new PutObjectCommand({ Bucket: bucket, Key: 'a.jpg', Body: 'content' }));
  return { sandbox, bucket, url: sandbox.url };
}
