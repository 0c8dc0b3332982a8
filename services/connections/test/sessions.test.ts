import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { newId } from '@bucket-sync/shared/ids';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { succeeded } from '../src/domain/aws/diagnosis/aws-answer.ts';
import { createConnectionStore } from '../src/postgres/connection-store.ts';
import { createBucketSessions } from '../src/usecases/bucket-sessions.ts';
import { openSession as openSessionWith } from '../src/usecases/open-session.ts';
import { connect, problemOf, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.stop());

interface Session {
  bucketName: string;
  prefix: string;
  region: string;
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: string;
}
const SESSION = 'bucketName prefix region accountId accessKeyId secretAccessKey sessionToken expiresAt';

async function openSession(organizationId: string, connectionId: string, runId: string = newId()) {
  const data = await world
    .as(organizationId, 'SERVICE')
    .ask<{ bucketSession: Session | null }>(
      'query($connectionId: ID!, $runId: ID) { bucketSession(connectionId: $connectionId, runId: $runId) { ' +
        `${SESSION} } }`,
      { connectionId, runId },
    );
  return data.bucketSession;
}

/** The bucket, read with a session as sync reads it. */
function reach({ region, accessKeyId, secretAccessKey, sessionToken }: Session): S3Client {
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  return new S3Client({ region, credentials, endpoint: world.sandbox.url, forcePathStyle: true });
}

test('a session reads only under the prefix, although the role itself may read more', async () => {
  const member = world.as();
  const connection = await connect(world, member, {
    bucketName: await world.customer.makeBucket('us-east-1', ['train/a.jpg', 'secret/b.jpg']),
  });
  await world.customer.setPolicy(
    connection.roleArn!,
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }),
  );
  const session = (await openSession(member.organizationId, connection.id))!;
  const s3 = reach(session);
  const Bucket = session.bucketName;
  const ExpectedBucketOwner = session.accountId;
  await expect(
    s3.send(new GetObjectCommand({ Bucket, Key: 'train/a.jpg', ExpectedBucketOwner })),
  ).resolves.toBeDefined();
  await expect(s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'train/' }))).resolves.toMatchObject({ KeyCount: 1 });
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'secret/b.jpg' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(s3.send(new ListObjectsV2Command({ Bucket, Prefix: '' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});

test('one run calls STS once, also when several workers ask at the same time', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  const runId = newId();
  world.sandbox.counters.reset();
  const sessions = await Promise.all(Array.from({ length: 20 }, () => openSession(member.organizationId, id, runId)));
  expect(new Set(sessions.map((session) => session!.sessionToken)).size).toBe(1);
  expect(world.sandbox.counters.read()['sts:AssumeRole']?.requests).toBe(1);
});

test('a session that AWS reports as ended is not provided again', async () => {
  const member = world.as();
  const { organizationId } = member;
  const { id } = await connect(world, member);
  const runId = newId();
  const first = await openSession(organizationId, id, runId);
  expect((await openSession(organizationId, id, runId))?.accessKeyId).toBe(first!.accessKeyId);
  const data = await world.as(organizationId, 'SERVICE').ask<{ bucketSession: Session }>(
    `query($id: ID!, $runId: ID, $insteadOf: String) {
      bucketSession(connectionId: $id, runId: $runId, insteadOf: $insteadOf) { accessKeyId }
    }`,
    { id, runId, insteadOf: first!.accessKeyId },
  );
  expect(data.bucketSession.accessKeyId).not.toBe(first!.accessKeyId);
  expect((await openSession(organizationId, id, runId))?.accessKeyId).toBe(data.bucketSession.accessKeyId);
});

test('a session lasts an hour at most, and its name contains connection and run', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  const runId = newId();
  const { expiresAt } = (await openSession(member.organizationId, id, runId))!;
  const minutes = (new Date(expiresAt).getTime() - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(55);
  expect(minutes).toBeLessThanOrEqual(60.1);
});

test('an unchecked or unknown connection opens nothing', async () => {
  const member = world.as();
  const { id } = shown(await wizardOf(member).create({ bucketName: await world.customer.makeBucket() }));
  expect(await openSession(member.organizationId, id)).toBeNull();
  expect(await openSession(member.organizationId, newId())).toBeNull();
});

test('after the first session of a run the bucket is fixed, and only the label can change', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  const wizard = wizardOf(member);
  expect(shown(await wizard.update(id, { name: 'Before' })).setup.nextStep).toBe('SYNC');
  await openSession(member.organizationId, id);
  expect(await wizard.read(id)).toMatchObject({ setup: { nextStep: 'DONE' } });
  const refused = problemOf(await wizard.update(id, { prefix: 'test/' }));
  expect(refused).toMatchObject({ code: 'NOT_ALLOWED_NOW', field: 'prefix' });
  expect(shown(await wizard.update(id, { name: 'After' }))).toMatchObject({ name: 'After', prefix: 'train/' });
});

test('a run whose bucket is corrected while STS answers gets no session of the earlier bucket', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  const wizard = wizardOf(member);
  const roles = {
    async assume() {
      shown(await wizard.update(id, { prefix: 'test/' }));
      const expiresAt = new Date(Date.now() + 3_600_000);
      return succeeded({ accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expiresAt });
    },
  };
  const sessions = createBucketSessions({ roles, clock: { now: () => new Date(), wait: async () => {} } });
  const connections = createConnectionStore(world.database.pool, () => {});
  const parts = { connections, sessions, recheck: async () => {} };
  const wanted = { runId: newId(), insteadOf: null };
  expect(await openSessionWith(parts, member.organizationId, id, wanted)).toBeUndefined();
  // Nothing was synced, and the bucket can still change.
  expect(shown(await wizard.update(id, { prefix: 'train/' }))).toMatchObject({ prefix: 'train/' });
});

test('after a run is refused its session, the bucket can still be corrected', async () => {
  const member = world.as();
  const { id, roleArn, setup } = await connect(world, member);
  await world.customer.setTrust(roleArn!, setup.trustPolicy.replace('sts:AssumeRole', 'sts:TagSession'));
  expect(await openSession(member.organizationId, id)).toBeNull();
  expect(shown(await wizardOf(member).update(id, { prefix: 'test/' }))).toMatchObject({ prefix: 'test/' });
});

test('after a correction before the first sync policies follow, health is unchecked, the identity stays', async () => {
  const member = world.as();
  const before = await connect(world, member);
  const after = shown(await wizardOf(member).update(before.id, { prefix: 'test/' }));
  expect(after).toMatchObject({
    prefix: 'test/',
    bucketName: before.bucketName,
    principalArn: before.principalArn,
    externalId: before.externalId,
    roleArn: before.roleArn,
    health: { indicator: 'UNCHECKED' },
  });
  expect(after.setup.iamPolicy).toContain('test/*');
  expect(after.setup.nextStep).toBe('APPLY_POLICIES');
  expect(after.health.remedy).toMatch(
    /policy of your role still names the one before.*Create inline policy[\s\S]*test\/\*[\s\S]*press Retry here/,
  );
});

test('after corrections of prefix and region the policies have to be pasted, until a check passes', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  const wizard = wizardOf(member);
  await wizard.update(id, { prefix: 'train/2026/' });
  expect(shown(await wizard.update(id, { region: 'eu-west-1' })).setup.nextStep).toBe('APPLY_POLICIES');
  expect(shown(await wizard.check(id)).health.cause).toBe('WRONG_REGION');
  expect(shown(await wizard.update(id, { region: 'us-east-1' })).setup.nextStep).toBe('CHECK_CONNECTION');
});

test('a region that is corrected before there is a role leaves the policies to be pasted', async () => {
  const wizard = wizardOf(world.as());
  const { id } = shown(await wizard.create({ bucketName: 'some-bucket' }));
  const { setup, health } = shown(await wizard.update(id, { region: 'eu-west-1' }));
  expect(setup.nextStep).toBe('APPLY_POLICIES');
  expect(health.remedy).toBeNull();
});

test('a run that is refused a session by a healthy connection finds the cause in its health', async () => {
  const member = world.as();
  const { id, roleArn, setup } = await connect(world, member);
  await world.database.pool.query("update connections set role_submitted_at = now() - interval '1 day' where id = $1", [
    id,
  ]);
  await world.customer.setTrust(roleArn!, setup.trustPolicy.replace('sts:AssumeRole', 'sts:TagSession'));
  expect(await openSession(member.organizationId, id)).toBeNull();
  expect(await wizardOf(member).read(id)).toMatchObject({ health: { cause: 'ROLE_NOT_ASSUMABLE' } });
});

test('an outage of STS is a retryable error, not a missing connection', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  world.sandbox.faults.add({ match: { operation: 'AssumeRole' }, effect: { kind: 'internal-error' } });
  await expect(openSession(member.organizationId, id)).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
});
