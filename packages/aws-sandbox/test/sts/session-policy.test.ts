import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { aConnection, aSandbox, assume, failure, policy, s3 } from '../fixture.ts';

describe('a session policy', () => {
  test('narrows the role and never widens it', async () => {
    const sandbox = await aSandbox();
    const { bucket, principal, readerArn } = await aConnection(sandbox);
    await s3(sandbox).send(new PutObjectCommand({ Bucket: bucket, Key: 'photos/a', Body: 'a' }));
    await s3(sandbox).send(new PutObjectCommand({ Bucket: bucket, Key: 'other/b', Body: 'b' }));
    const narrowed = await assume(sandbox, principal, {
      RoleArn: readerArn,
      ExternalId: 'external-id-1',
      Policy: policy({
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: `arn:aws:s3:::${bucket}/photos/*`,
      }),
    });
    const client = s3(sandbox, narrowed);
    await client.send(new GetObjectCommand({ Bucket: bucket, Key: 'photos/a' }));
    const outside = await failure(client.send(new GetObjectCommand({ Bucket: bucket, Key: 'other/b' })));
    expect(outside.message).toContain('because no session policy allows the s3:GetObject action');
    const write = await failure(client.send(new PutObjectCommand({ Bucket: bucket, Key: 'photos/c', Body: 'c' })));
    expect(write.message).toContain('because no identity-based policy allows the s3:PutObject action');
  });

  const withPolicy = async (text: string) => {
    const sandbox = await aSandbox();
    const { principal, readerArn } = await aConnection(sandbox);
    return await failure(assume(sandbox, principal, { RoleArn: readerArn, ExternalId: 'external-id-1', Policy: text }));
  };
  const prefixPolicy = (prefix: string) =>
    policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::bucket/${prefix}*` });

  test('that is no policy is malformed', async () => {
    expect((await withPolicy('{"Version":')).code).toBe('MalformedPolicyDocumentException');
    expect((await withPolicy(prefixPolicy('x').replace('Effect', 'Affect'))).code).toBe(
      'MalformedPolicyDocumentException',
    );
  });

  test('of more than 2,048 characters is too large', async () => {
    expect(await withPolicy(prefixPolicy('x'.repeat(2_000)))).toMatchObject({
      code: 'PackedPolicyTooLargeException',
      message: expect.stringMatching(/^Packed policy consumes 1\d\d% of allotted space, please use smaller policy\.$/),
    });
  });

  test('that compresses badly is too large below that length', async () => {
    const noise = Array.from({ length: 200 }, (_, i) =>
      createHash('sha256').update(String(i)).digest().toString('latin1'),
    ).join('');
    const text = prefixPolicy(noise.replace(/[^\xa1-\xff]/g, '').slice(0, 1_900));
    expect(text.length).toBeLessThan(2_048);
    expect((await withPolicy(text)).code).toBe('PackedPolicyTooLargeException');
  });

  test('may hold characters beyond Latin-1 only as JSON escapes', async () => {
    expect((await withPolicy(prefixPolicy('写真/'))).message).toContain('[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+');
    const sandbox = await aSandbox();
    const { principal, readerArn } = await aConnection(sandbox);
    const escaped = prefixPolicy('写真/').replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
    await assume(sandbox, principal, { RoleArn: readerArn, ExternalId: 'external-id-1', Policy: escaped });
  });
});
