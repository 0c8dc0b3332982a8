import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
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
  readerPolicy,
  s3,
  sts,
  trust,
} from '../fixture.ts';
import { send, signed } from '../raw-http.ts';

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

  test('ends at its expiry', async () => {
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

  test('survives a restart of the sandbox', async () => {
    const first = await aSandbox();
    const { reader, bucket } = await aConnection(first);
    const dataDir = first.bucketDir(bucket).replace(/\/buckets\/.*$/, '');
    await first.stop();
    const second = await aSandbox({ dataDir });
    const page = await s3(second, reader).send(new ListObjectsV2Command({ Bucket: bucket, Prefix: '' }));
    expect(page.KeyCount).toBe(0);
  });
});

describe('regions', () => {
  test('a disabled STS region refuses, and other regions work', async () => {
    const sandbox = await aSandbox();
    const { principal, readerArn } = await aConnection(sandbox);
    sandbox.administration.changeAccount({ accountId: CUSTOMER.accountId, disabledStsRegions: ['eu-west-3'] });
    const input = { RoleArn: readerArn, ExternalId: 'external-id-1' };
    expect(await failure(assume(sandbox, principal, input, 'eu-west-3'))).toMatchObject({
      code: 'RegionDisabledException',
      status: 403,
      message:
        `STS is not activated in this region for account:${CUSTOMER.accountId}. Your account administrator can ` +
        'activate STS in this region using the IAM Console.',
    });
    await assume(sandbox, principal, input, 'eu-west-1');
  });

  test('an opt-in region refuses credentials of an account that has not enabled it', async () => {
    const sandbox = await aSandbox();
    const call = () => sts(sandbox, PLATFORM, 'me-south-1').send(new GetCallerIdentityCommand({}));
    expect((await failure(call())).code).toBe('InvalidClientTokenId');
    sandbox.administration.changeAccount({ accountId: PLATFORM.accountId, enabledOptInRegions: ['me-south-1'] });
    expect((await call()).Account).toBe(PLATFORM.accountId);
  });
});

test('a session of the global endpoint is refused in an opt-in region and accepted elsewhere', async () => {
  const sandbox = await aSandbox();
  const { principalArn } = await aConnection(sandbox);
  sandbox.administration.changeAccount({ accountId: PLATFORM.accountId, enabledOptInRegions: ['me-south-1'] });
  const sessionFrom = async (host: string): Promise<Credentials> => {
    const body = `Action=AssumeRole&Version=2011-06-15&RoleSessionName=my&RoleArn=${encodeURIComponent(principalArn)}`;
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

test('arguments that a session would ignore are refused', async () => {
  const sandbox = await aSandbox();
  const { principalArn } = await aConnection(sandbox);
  const tagged = assume(sandbox, PLATFORM, { RoleArn: principalArn, Tags: [{ Key: 'a', Value: 'b' }] });
  expect((await failure(tagged)).code).toBe('NotImplemented');
});

describe('IAM with a delay', () => {
  test('shows a new role at once and uses it only after the delay', async () => {
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
