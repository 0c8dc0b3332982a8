import { DeleteRoleCommand, DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import {
  aConnection,
  aRole,
  aSandbox,
  assume,
  CUSTOMER,
  failure,
  iam,
  PLATFORM,
  policy,
  readerPolicy,
  STRANGER,
  sts,
  trust,
} from '../fixture.ts';

describe('a role of a customer', () => {
  test('is assumed by its principal with the right external id, and the session carries role and name', async () => {
    const sandbox = await aSandbox();
    const { reader } = await aConnection(sandbox);
    const identity = await sts(sandbox, reader).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${CUSTOMER.accountId}:assumed-role/reader/session`);
    expect(identity.Account).toBe(CUSTOMER.accountId);
    expect(identity.UserId).toMatch(/^AROA[A-Z2-7]{17}:session$/);
  });

  test('answers a wrong or absent external id, another principal and a missing role in the same words', async () => {
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

  test('does not trust a principal that was deleted and created again', async () => {
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

  test('that trusts every principal with an external id is assumed by any account that has it', async () => {
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

  test('with a trust policy that names the account, the identity policy decides', async () => {
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
