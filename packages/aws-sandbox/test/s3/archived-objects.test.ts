import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { aConnection, aSandbox, failure, s3 } from '../fixture.ts';

async function withObject(StorageClass: aws.StorageClass, options: { clock?: () => Date } = {}) {
  const sandbox = await aSandbox(options);
  const { bucket: Bucket, reader } = await aConnection(sandbox);
  const object = { Bucket, Key: 'a.jpg' };
  const owner = s3(sandbox);
  await owner.send(new aws.PutObjectCommand({ ...object, Body: 'bytes', StorageClass }));
  const read = () => s3(sandbox, reader).send(new aws.GetObjectCommand(object));
  const head = () => owner.send(new aws.HeadObjectCommand(object));
  const list = async () => {
    const OptionalObjectAttributes = ['RestoreStatus' as const];
    const answer = await owner.send(new aws.ListObjectsV2Command({ Bucket, OptionalObjectAttributes }));
    return answer.Contents![0]!;
  };
  const restore = (RestoreRequest: aws.RestoreRequest) =>
    owner.send(new aws.RestoreObjectCommand({ ...object, RestoreRequest }));
  const change = (settings: object) =>
    sandbox.administration.changeObject({ bucket: Bucket, key: object.Key, ...settings });
  return { sandbox, owner, object, read, head, list, restore, change };
}

describe('an INTELLIGENT_TIERING object in an archive tier', () => {
  test.each(['ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'] as const)('%s is listed, and cannot be read', async (tier) => {
    const { read, head, list, change } = await withObject('INTELLIGENT_TIERING');
    await read();
    change({ archiveTier: tier });
    expect(await failure(read())).toMatchObject({ code: 'InvalidObjectState', status: 403 });
    expect((await head()).ArchiveStatus).toBe(tier);
    expect((await list()).StorageClass).toBe('INTELLIGENT_TIERING');
  });

  test('is restored without days, and then can be read for good', async () => {
    let now = Date.now();
    const { sandbox, read, head, list, restore, change } = await withObject('INTELLIGENT_TIERING', {
      clock: () => new Date(now),
    });
    sandbox.administration.changeSettings({ restoreDelayMs: 60_000 });
    change({ archiveTier: 'ARCHIVE_ACCESS' });
    expect(await failure(restore({ Days: 1 }))).toMatchObject({ code: 'InvalidArgument', status: 400 });
    await restore({});
    expect((await head()).Restore).toBe('ongoing-request="true"');
    expect((await list()).RestoreStatus).toEqual({ IsRestoreInProgress: true });
    expect((await failure(read())).code).toBe('InvalidObjectState');
    now += 60_001;
    await read();
    expect(await head()).not.toHaveProperty('ArchiveStatus');
    expect((await list()).RestoreStatus).toBeUndefined();
  });
});

describe('a lifecycle rule', () => {
  test('changes the storage class, and neither the ETag nor the time', async () => {
    const { list, change } = await withObject('STANDARD');
    const before = await list();
    change({ storageClass: 'GLACIER' });
    expect(await list()).toEqual({ ...before, StorageClass: 'GLACIER' });
  });
});

describe('a restored copy', () => {
  test('is announced by the listing, and expires', async () => {
    const { read, list, change } = await withObject('GLACIER');
    const later = new Date(Date.now() + 3_600_000);
    change({ restoredUntil: later.toISOString() });
    await read();
    expect((await list()).RestoreStatus).toEqual({ IsRestoreInProgress: false, RestoreExpiryDate: later });
    change({ restoredUntil: new Date(0).toISOString() });
    expect((await failure(read())).code).toBe('InvalidObjectState');
    expect((await list()).RestoreStatus).toBeUndefined();
  });
});

test('an invalid object setting is refused', async () => {
  const { change } = await withObject('STANDARD');
  expect(() => change({ archiveTier: 'ARCHIVE_ACCESS' })).toThrow('Only objects of storage class INTELLIGENT_TIERING');
  expect(() => change({ restoredUntil: 'tomorrow' })).toThrow('restoredUntil must be an ISO time');
  expect(() => change({ colour: 'red' })).toThrow('An object has no setting colour');
});
