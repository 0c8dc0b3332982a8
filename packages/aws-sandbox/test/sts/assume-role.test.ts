import { createHash } from 'node:crypto';
import { DeleteRoleCommand, DeleteRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import {
  aConnection,
  aRole,
  aSandbox,
  assume,
  type Credentials,
  CUSTOMER,
  failure,
  iam,
  PLATFORM,
  policy,
  readerPolicy,
  STRANGER,
  s3,
  sts,
  trust,
} from '../fixture.ts';
import { send, signed } from '../raw-http.ts';

describe('a role of a customer', () => {
  test('is assumed by its principal with the right external id, and the session carries role and name', async () => {
    const sandbox = await aSandbox();
    const { reader } = await aConnection(sandbox);
    const identity = await sts(sandbox, reader).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${CUSTOMER.accountId}:assumed-role/reader/session`);
    expect(identity.Account).toBe(CUSTOMER.accountId);
    expect(identity.UserId).toMatch(/^AROA[A-Z2-7]{17}:session$/);
  });

  test('answers a wrong external id, an absent one, another principal and a missing role in the same words', async () => {
    const sandbox = await aSandbox();
    const { principal, principalArn, readerArn } = await aConnection(sandbox);
    const session = `${principalArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session`;
    const refusal = (caller: string, role: string) => ({
      code: 'AccessDenied',
      status: 403,
      message: `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
    });
    const missing = readerArn.replace('/reader', '/nobody');
    expect(await failure(assume(sandbox, principal, { RoleArn: readerArn, ExternalId: 'wrong-id' }))).toEqual(
      refusal(session, readerArn),
    );
    expect(await failure(assume(sandbox, principal, { RoleArn: readerArn }))).toEqual(refusal(session, readerArn));
    expect(await failure(assume(sandbox, principal, { RoleArn: missing, ExternalId: 'external-id-1' }))).toEqual(
      refusal(session, missing),
    );
    const stranger = `arn:aws:iam::${STRANGER.accountId}:user/administrator`;
    expect(await failure(assume(sandbox, STRANGER, { RoleArn: readerArn, ExternalId: 'external-id-1' }))).toEqual(
      refusal(stranger, readerArn),
    );
  });

  test('role names are compared with case', async () => {
    const sandbox = await aSandbox();
    const { principal, readerArn } = await aConnection(sandbox);
    const call = assume(sandbox, principal, {
      RoleArn: readerArn.replace('/reader', '/Reader'),
      ExternalId: 'external-id-1',
    });
    expect((await failure(call)).code).toBe('AccessDenied');
  });

  test('is not assumed by a principal whose own policies do not allow it', async () => {
    const sandbox = await aSandbox();
    const { principal, readerArn } = await aConnection(sandbox);
    await iam(sandbox, PLATFORM).send(
      new DeleteRolePolicyCommand({ RoleName: 'ext-connection', PolicyName: 'inline' }),
    );
    const call = assume(sandbox, principal, { RoleArn: readerArn, ExternalId: 'external-id-1' });
    expect((await failure(call)).code).toBe('AccessDenied');
  });

  test('takes a principal that was deleted and made again for a stranger', async () => {
    const sandbox = await aSandbox();
    const { principalArn, readerArn } = await aConnection(sandbox);
    const client = iam(sandbox, PLATFORM);
    await client.send(new DeleteRolePolicyCommand({ RoleName: 'ext-connection', PolicyName: 'inline' }));
    await client.send(new DeleteRoleCommand({ RoleName: 'ext-connection' }));
    const again = await aRole(sandbox, {
      name: 'ext-connection',
      owner: PLATFORM,
      trust: trust(`arn:aws:iam::${PLATFORM.accountId}:root`),
      allows: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }),
    });
    expect(again).toBe(principalArn);
    const principal = await assume(sandbox, PLATFORM, { RoleArn: again });
    const call = assume(sandbox, principal, { RoleArn: readerArn, ExternalId: 'external-id-1' });
    expect((await failure(call)).code).toBe('AccessDenied');
  });

  test('that trusts everybody with an external id is assumed by a stranger who has it', async () => {
    const sandbox = await aSandbox();
    const open = await aRole(sandbox, {
      name: 'open',
      trust: trust('*', 'known-to-all'),
      allows: readerPolicy('x', ''),
    });
    await assume(sandbox, STRANGER, { RoleArn: open, ExternalId: 'known-to-all' });
    expect((await failure(assume(sandbox, STRANGER, { RoleArn: open }))).code).toBe('AccessDenied');
  });
});

describe('inside one account', () => {
  const root = `arn:aws:iam::${CUSTOMER.accountId}:root`;

  test('a trust policy that names the role itself is enough', async () => {
    const sandbox = await aSandbox();
    const caller = await aRole(sandbox, { name: 'caller', trust: trust(root), allows: readerPolicy('x', '') });
    const target = await aRole(sandbox, { name: 'target', trust: trust(caller), allows: readerPolicy('x', '') });
    await assume(sandbox, await assume(sandbox, CUSTOMER, { RoleArn: caller }), { RoleArn: target });
  });

  test('a trust policy that names the account leaves it to the identity policy', async () => {
    const sandbox = await aSandbox();
    const caller = await aRole(sandbox, { name: 'caller', trust: trust(root), allows: readerPolicy('x', '') });
    const target = await aRole(sandbox, { name: 'target', trust: trust(root), allows: readerPolicy('x', '') });
    const session = await assume(sandbox, CUSTOMER, { RoleArn: caller });
    expect((await failure(assume(sandbox, session, { RoleArn: target }))).code).toBe('AccessDenied');
  });

  test('an administrator cannot assume a role that does not trust the account', async () => {
    const sandbox = await aSandbox();
    const { readerArn } = await aConnection(sandbox);
    const call = assume(sandbox, CUSTOMER, { RoleArn: readerArn, ExternalId: 'external-id-1' });
    expect((await failure(call)).code).toBe('AccessDenied');
  });
});

describe('a session', () => {
  test('of a chained role lasts one hour at most', async () => {
    const sandbox = await aSandbox();
    const { principal, readerArn } = await aConnection(sandbox);
    const call = assume(sandbox, principal, { RoleArn: readerArn, ExternalId: 'external-id-1', DurationSeconds: 3601 });
    expect(await failure(call)).toMatchObject({
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
  });

  test('lasts no longer than the role allows, and no less than 900 seconds', async () => {
    const sandbox = await aSandbox();
    const { principalArn } = await aConnection(sandbox);
    const long = assume(sandbox, PLATFORM, { RoleArn: principalArn, DurationSeconds: 7200 });
    expect((await failure(long)).message).toBe(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
    const short = assume(sandbox, PLATFORM, { RoleArn: principalArn, DurationSeconds: 899 });
    expect((await failure(short)).message).toContain('Member must have value greater than or equal to 900');
  });

  test('is over when its time is', async () => {
    let now = new Date();
    const sandbox = await aSandbox({ clock: () => now });
    const { reader, bucket } = await aConnection(sandbox);
    now = new Date(now.getTime() + 61 * 60_000);
    const client = { ...reader };
    const s3Client = s3(sandbox, client);
    s3Client.config.systemClockOffset = 61 * 60_000;
    expect(await failure(s3Client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: '' })))).toMatchObject({
      code: 'ExpiredToken',
      status: 400,
      message: 'The provided token has expired.',
    });
    const stsClient = sts(sandbox, client);
    stsClient.config.systemClockOffset = 61 * 60_000;
    expect(await failure(stsClient.send(new GetCallerIdentityCommand({})))).toMatchObject({
      code: 'ExpiredToken',
      status: 403,
    });
  });

  test('outlives a restart of the sandbox', async () => {
    const first = await aSandbox();
    const { reader, bucket } = await aConnection(first);
    const dataDir = first.bucketDir(bucket).replace(/\/buckets\/.*$/, '');
    await first.stop();
    const second = await aSandbox({ dataDir });
    const page = await s3(second, reader).send(new ListObjectsV2Command({ Bucket: bucket, Prefix: '' }));
    expect(page.KeyCount).toBe(0);
  });
});

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

  test('that packs badly is too large before that', async () => {
    const noise = Array.from({ length: 200 }, (_, i) =>
      createHash('sha256').update(String(i)).digest().toString('latin1'),
    ).join('');
    const text = prefixPolicy(noise.replace(/[^\xa1-\xff]/g, '').slice(0, 1_900));
    expect(text.length).toBeLessThan(2_048);
    expect((await withPolicy(text)).code).toBe('PackedPolicyTooLargeException');
  });

  test('takes characters beyond Latin-1 only as JSON escapes', async () => {
    expect((await withPolicy(prefixPolicy('写真/'))).message).toContain('[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+');
    const sandbox = await aSandbox();
    const { principal, readerArn } = await aConnection(sandbox);
    const escaped = prefixPolicy('写真/').replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
    await assume(sandbox, principal, { RoleArn: readerArn, ExternalId: 'external-id-1', Policy: escaped });
  });
});

describe('regions', () => {
  test('a region that the customer switched off is refused there and works elsewhere', async () => {
    const sandbox = await aSandbox();
    const { principal, readerArn } = await aConnection(sandbox);
    sandbox.administration.changeAccount({ accountId: CUSTOMER.accountId, disabledStsRegions: ['eu-west-3'] });
    const input = { RoleArn: readerArn, ExternalId: 'external-id-1' };
    expect(await failure(assume(sandbox, principal, input, 'eu-west-3'))).toMatchObject({
      code: 'RegionDisabledException',
      status: 403,
      message: `STS is not activated in this region for account:${CUSTOMER.accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
    });
    await assume(sandbox, principal, input, 'eu-west-1');
  });

  test('an opt-in region takes no credentials of an account that did not opt in', async () => {
    const sandbox = await aSandbox();
    const call = () => sts(sandbox, PLATFORM, 'me-south-1').send(new GetCallerIdentityCommand({}));
    expect((await failure(call())).code).toBe('InvalidClientTokenId');
    sandbox.administration.changeAccount({ accountId: PLATFORM.accountId, enabledOptInRegions: ['me-south-1'] });
    expect((await call()).Account).toBe(PLATFORM.accountId);
  });
});

test('a session of the global endpoint is worth nothing in an opt-in region, and everything elsewhere', async () => {
  const sandbox = await aSandbox();
  const { principalArn } = await aConnection(sandbox);
  sandbox.administration.changeAccount({ accountId: PLATFORM.accountId, enabledOptInRegions: ['me-south-1'] });
  const sessionFrom = async (host: string): Promise<Credentials> => {
    const body = `Action=AssumeRole&Version=2011-06-15&RoleSessionName=session&RoleArn=${encodeURIComponent(principalArn)}`;
    const request = { method: 'POST', path: '/', body, headers: { host } };
    const signing = { service: 'sts', region: 'us-east-1', credentials: PLATFORM };
    const answer = await send(sandbox.url, signed(sandbox.url, request, signing));
    return {
      accessKeyId: answer.element('AccessKeyId')!,
      secretAccessKey: answer.element('SecretAccessKey')!,
      sessionToken: answer.element('SessionToken')!,
    };
  };
  const whoAmI = (as: Credentials, region: string) => sts(sandbox, as, region).send(new GetCallerIdentityCommand({}));
  const global = await sessionFrom('sts.amazonaws.com');
  expect((await failure(whoAmI(global, 'me-south-1'))).code).toBe('InvalidClientTokenId');
  await whoAmI(global, 'eu-west-1');
  await whoAmI(await sessionFrom('sts.us-east-1.amazonaws.com'), 'me-south-1');
});

test('what a session would have to leave out is refused', async () => {
  const sandbox = await aSandbox();
  const { principalArn } = await aConnection(sandbox);
  const tagged = assume(sandbox, PLATFORM, { RoleArn: principalArn, Tags: [{ Key: 'a', Value: 'b' }] });
  expect((await failure(tagged)).code).toBe('NotImplemented');
});

describe('IAM that takes time', () => {
  test('shows a new role and judges by it only after its delay', async () => {
    let now = Date.now();
    const sandbox = await aSandbox({ clock: () => new Date(now), iamDelayMs: 10_000 });
    const root = trust(`arn:aws:iam::${PLATFORM.accountId}:root`);
    const arn = await aRole(sandbox, { name: 'new', owner: PLATFORM, trust: root, allows: readerPolicy('x', '') });
    expect((await failure(assume(sandbox, PLATFORM, { RoleArn: arn }))).code).toBe('AccessDenied');
    now += 10_001;
    await assume(sandbox, PLATFORM, { RoleArn: arn });
    const closed = trust(`arn:aws:iam::${CUSTOMER.accountId}:root`);
    await iam(sandbox, PLATFORM).send(new UpdateAssumeRolePolicyCommand({ RoleName: 'new', PolicyDocument: closed }));
    await assume(sandbox, PLATFORM, { RoleArn: arn });
    now += 10_001;
    expect((await failure(assume(sandbox, PLATFORM, { RoleArn: arn }))).code).toBe('AccessDenied');
  });
});

test.each([
  ['a session name with a blank', { RoleSessionName: 'a b' }, /roleSessionName.*regular expression/],
  ['an external id with a blank', { ExternalId: 'a b' }, /externalId.*regular expression/],
  ['an external id of one character', { ExternalId: 'a' }, /externalId.*greater than or equal to 2/],
  ['a user for a role', { RoleArn: 'arn:aws:iam::111122223333:user/ann' }, /is invalid/],
  ['a session of more than twelve hours', { DurationSeconds: 43_201 }, /less than or equal to 43200/],
])('%s is a ValidationError', async (_claim, input, message) => {
  const sandbox = await aSandbox();
  const call = sts(sandbox).send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/reader', RoleSessionName: 'session', ...input }),
  );
  expect(await failure(call)).toMatchObject({
    code: 'ValidationError',
    status: 400,
    message: expect.stringMatching(message),
  });
});
