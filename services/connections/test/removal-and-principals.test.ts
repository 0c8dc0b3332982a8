import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { newId } from '@bucket-sync/shared/ids';
import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connect, problemOf, shown, wizardOf } from './support/wizard.ts';
import { PLATFORM_ACCOUNT_ID, startWorld, type World } from './support/world.ts';

const REMOVE = `mutation($id: ID!) { removeBucketConnection(id: $id) {
  __typename ... on RemovedBucketConnection { id message } ... on Problem { code } } }`;

async function remove(member: ReturnType<World['as']>, id: string) {
  const data = await member.ask<{ removeBucketConnection: { __typename: string; id: string; message: string } }>(
    REMOVE,
    { id },
  );
  return data.removeBucketConnection;
}

/** IAM of our own account. The SDK reads its endpoint and our identity from the environment. */
const platformIam = () => new IAMClient({ region: 'us-east-1' });
const roleExists = (RoleName: string) =>
  platformIam()
    .send(new GetRoleCommand({ RoleName }))
    .then(
      () => true,
      (error: Error) => {
        if (error.name.startsWith('NoSuchEntity')) return false;
        throw error;
      },
    );

/** Older leftovers like that of a connection. IAM deletes none: their roles have a policy of another program. */
async function refusedLeftovers({ database }: World, id: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
  });
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  for (const RoleName of ids.map((each) => `ext-${each}`)) {
    await platformIam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    await platformIam().send(new PutRolePolicyCommand({ RoleName, PolicyName: 'of-another-program', PolicyDocument }));
  }
  await database.pool.query(
    `insert into connections
     select copied.*
     from connections, unnest($2::uuid[]) as wanted (id), jsonb_populate_record(connections, jsonb_build_object(
       'id', wanted.id, 'external_id', wanted.id, 'created_at', connections.created_at - '1 day'::interval,
       'principal_arn', replace(principal_arn, $1, wanted.id::text))) as copied
     where connections.id = $1::uuid`,
    [id, ids],
  );
  return ids;
}

describe('a principal for each connection', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterEach(() => {
    world.sandbox.faults.clear();
    world.sandbox.administration.changeAccount({ accountId: PLATFORM_ACCOUNT_ID, roleLimit: 1_000 });
  });
  afterAll(() => world.stop());

  test('is removed with its connection, and the customer learns what is left on their side', async () => {
    const member = world.as();
    const { id, roleArn } = await connect(world, member);
    expect(await roleExists(`ext-${id}`)).toBe(true);
    const removed = await remove(member, id);
    expect(removed).toMatchObject({ __typename: 'RemovedBucketConnection', id });
    expect(removed.message).toMatch(/its principal .* with it: no other trust policy needs it/);
    expect(removed.message).toContain(`(IAM console, Roles, ${roleArn!.split('/').at(-1)}, Delete)`);
    expect(await roleExists(`ext-${id}`)).toBe(false);
    expect(await wizardOf(member).read(id)).toBeNull();
    expect(await remove(member, id)).toMatchObject({ __typename: 'Problem' });
  });

  test('is removed with a connection whose id is given in capital letters', async () => {
    const member = world.as();
    const { id } = await connect(world, member);
    const typed = id.toUpperCase();
    expect(await wizardOf(member).read(typed)).toMatchObject({ id });
    expect(shown(await wizardOf(member).update(typed, { name: 'Renamed' }))).toMatchObject({ id, name: 'Renamed' });
    expect(await remove(member, typed)).toMatchObject({ id, message: expect.stringContaining('its principal') });
    expect(await roleExists(`ext-${id}`)).toBe(false);
  });

  test('that IAM does not delete yet is deleted by the sweep; the connection is gone at once', async () => {
    const member = world.as();
    const { id } = await connect(world, member);
    world.sandbox.faults.add({ match: { operation: 'DeleteRole' }, effect: { kind: 'internal-error' } });
    const removed = await remove(member, id);
    expect(removed.message).toMatch(/is deleted as soon as AWS lets us/);
    expect(await wizardOf(member).read(id)).toBeNull();
    expect(await roleExists(`ext-${id}`)).toBe(true);
    world.sandbox.faults.clear();
    await world.sweep();
    expect(await roleExists(`ext-${id}`)).toBe(false);
  });

  test('that IAM refuses to delete holds up no other one, even if a whole sweep of them is older', async () => {
    const member = world.as();
    const connections = [await connect(world, member), await connect(world, member)];
    world.sandbox.faults.add({ match: { operation: 'DeleteRole' }, effect: { kind: 'internal-error' } });
    for (const { id } of connections) await remove(member, id);
    world.sandbox.faults.clear();
    const refused = await refusedLeftovers(world, connections[0]!.id, 20);
    await eventually(async () => {
      const left = await world.sweep();
      expect(refused).toEqual(expect.arrayContaining(left));
      for (const { id } of connections) expect(await roleExists(`ext-${id}`)).toBe(false);
    });
    await world.database.pool.query('delete from connections where id = any($1)', [refused]);
  });

  test('that a crash left unfinished is deleted with its row', async () => {
    const member = world.as();
    world.sandbox.faults.add({ match: { operation: 'PutRolePolicy' }, effect: { kind: 'internal-error' } });
    const bucketName = await world.customer.makeBucket();
    await expect(wizardOf(member).create({ bucketName })).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
    world.sandbox.faults.clear();
    const { rows } = await world.database.pool.query('select id from connections where organization_id = $1', [
      member.organizationId,
    ]);
    const id = rows[0].id;
    expect(await wizardOf(member).read(id)).toBeNull();
    expect(await roleExists(`ext-${id}`)).toBe(true);
    await world.database.pool.query("update connections set created_at = now() - interval '1 hour' where id = $1", [
      id,
    ]);
    await world.sweep();
    expect(await roleExists(`ext-${id}`)).toBe(false);
    const left = await world.database.pool.query('select from connections where id = $1', [id]);
    expect(left.rowCount).toBe(0);
  });

  test('that exceeds the role limit of our account is a clear Problem, and nothing is stored', async () => {
    const member = world.as();
    world.sandbox.administration.changeAccount({ accountId: PLATFORM_ACCOUNT_ID, roleLimit: 0 });
    const problem = problemOf(await wizardOf(member).create({ bucketName: await world.customer.makeBucket() }));
    expect(problem).toMatchObject({ code: 'NOT_ALLOWED_NOW', field: null });
    expect(problem.message).toMatch(/no room for another principal.*nothing is wrong with your input/);
    const { rowCount } = await world.database.pool.query('select from connections where organization_id = $1', [
      member.organizationId,
    ]);
    expect(rowCount).toBe(0);
  });

  test('can be assumed by the service’s identity alone, not by others of our own account', async () => {
    const { id } = await connect(world, world.as());
    const RoleArn = `arn:aws:iam::${PLATFORM_ACCOUNT_ID}:role/ext-${id}`;
    await platformIam().send(new CreateUserCommand({ UserName: 'colleague' }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await platformIam().send(new AttachUserPolicyCommand({ UserName: 'colleague', PolicyArn }));
    const { AccessKey: key } = await platformIam().send(new CreateAccessKeyCommand({ UserName: 'colleague' }));
    const credentials = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
    const colleague = new STSClient({ region: 'us-east-1', credentials });
    const attempt = colleague.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'colleague' }));
    await expect(attempt).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('cannot assume a role of our own account, even one that trusts it', async () => {
    const { id } = await connect(world, world.as());
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${PLATFORM_ACCOUNT_ID}:role/ext-${id}` },
          Action: 'sts:AssumeRole',
        },
      ],
    };
    await platformIam().send(
      new CreateRoleCommand({ RoleName: 'our-own', AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    const outcome = await world.assumeAs(
      `arn:aws:iam::${PLATFORM_ACCOUNT_ID}:role/ext-${id}`,
      `arn:aws:iam::${PLATFORM_ACCOUNT_ID}:role/our-own`,
    );
    expect(outcome).toMatchObject({ ok: false, answer: { code: 'AccessDenied', actor: 'PRINCIPAL' } });
  });
});

describe('one principal for all', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ env: { PRINCIPAL_STRATEGY: 'shared' } });
  });
  afterAll(() => world.stop());

  test('can assume one role of any number of connections, each with its own external id', async () => {
    const one = await connect(world, world.as());
    const two = await connect(world, world.as());
    expect(one.health.indicator).toBe('GREEN_HEART');
    expect(two.health.indicator).toBe('GREEN_HEART');
    expect(one.principalArn).toBe(`arn:aws:iam::${PLATFORM_ACCOUNT_ID}:role/ext-shared`);
    expect(two.principalArn).toBe(one.principalArn);
    expect(two.externalId).not.toBe(one.externalId);
    const { Roles: roles } = await platformIam().send(new ListRolesCommand({}));
    expect(roles!.map(({ RoleName }) => RoleName)).toEqual(['ext-shared']);
  });

  test('separates tenants by the external id alone', async () => {
    const theirs = await connect(world, world.as());
    const wizard = wizardOf(world.as());
    const { id } = shown(await wizard.create({ bucketName: theirs.bucketName }));
    expect(shown(await wizard.submitRole(id, theirs.roleArn!)).health.cause).toBe('ROLE_NOT_ASSUMABLE');
  });

  test('stays when a connection is removed, and the message states it', async () => {
    const member = world.as();
    const { id } = await connect(world, member);
    const other = world.as();
    const theirs = await connect(world, other);
    expect((await remove(member, id)).message).toMatch(/ext-shared stays, since other connections need it/);
    expect(shown(await wizardOf(other).check(theirs.id)).health.indicator).toBe('GREEN_HEART');
  });
});
