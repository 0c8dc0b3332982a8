import { newId } from '@bucket-sync/shared/ids';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { concludeFinding } from '../src/domain/check-result.ts';
import { connect, type ShownConnection, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.stop());

const probeOf = ({ health }: ShownConnection, name: string) => health.probes.find((probe) => probe.name === name)!;

/** Connects a bucket of these files. S3 refuses the first one. */
async function connectWith(keys: string[], refusal?: { status: number; code: string; message: string }) {
  const bucketName = await world.customer.makeBucket('us-east-1', keys);
  if (refusal) {
    const match = { operation: 'GetObject', bucket: bucketName, key: keys[0]! };
    world.sandbox.faults.add({ match, effect: { kind: 'error', ...refusal } });
  }
  return connect(world, world.as(), { bucketName, prefix: '' });
}

const OF_ONE_OBJECT = [
  { status: 400, code: 'InvalidRequest', message: 'A refusal that we do not know' },
  { status: 400, code: 'InvalidArgument', message: 'Invalid Argument' },
  { status: 400, code: 'InvalidTag', message: 'The tag is not valid' },
  { status: 400, code: 'RequestHeaderSectionTooLarge', message: 'The header section is too large' },
  { status: 409, code: 'OperationAborted', message: 'A conflicting operation is in progress' },
  { status: 400, code: 'UserKeyMustBeSpecified', message: 'A key must be specified' },
  { status: 412, code: 'PreconditionFailed', message: 'A precondition failed' },
  { status: 403, code: 'AccessDenied', message: 'Access Denied' },
  { status: 403, code: 'InvalidObjectState', message: 'The operation is not valid for the access tier' },
  { status: 500, code: 'InternalError', message: 'We encountered an internal error.' },
  { status: 403, code: 'SignatureDoesNotMatch', message: 'The signature that we calculated is another' },
  { status: 403, code: 'InvalidAccessKeyId', message: 'The access key is not known' },
  { status: 403, code: 'RequestTimeTooSkewed', message: 'The clocks differ' },
  { status: 404, code: 'NoSuchBucket', message: 'The bucket does not exist' },
];

test.each(OF_ONE_OBJECT)('$code for the first file concerns that file: another sample decides', async (refusal) => {
  const connection = await connectWith(['a.jpg', 'b.jpg', 'c.jpg'], refusal);
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART', cause: null });
  const read = probeOf(connection, 'READ_OBJECT');
  expect(read.verdict).toBe('WARN');
  expect(read.evidence).toContain(`"a.jpg": s3:GetObject answered ${refusal.status} ${refusal.code}`);
});

test('a refusal that is cut in the middle of a character is recorded', async () => {
  const refusal = { status: 403, code: 'AccessDenied', message: `x${'\u{1F600}'.repeat(300)}` };
  const connection = await connectWith(['a.jpg', 'b.jpg'], refusal);
  expect(connection.health.indicator).toBe('GREEN_HEART');
  expect(probeOf(connection, 'READ_OBJECT').evidence).toContain('\u{1F600}\uFFFD…');
});

test('a finding about a file whose key holds U+0000 is recorded', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  const result = concludeFinding('READ_DENIED', { runId: newId(), evidence: 'a\0.jpg' });
  const ofKey = { ...result, findings: { ...result.findings, deniedKey: 'a\0.jpg' } };
  expect(await world.checkStore().recordFinding(member.organizationId, id, ofKey, new Date())).toBe(true);
  const connection = await wizardOf(member).read(id);
  expect(probeOf(connection!, 'READ_OBJECT').evidence).toContain('a\uFFFD.jpg');
  expect(connection!.health.remedy).toContain('a\uFFFD.jpg');
});

test.each(['reset', 'reset-in-body', 'truncate', 'short-body'] as const)(
  'a first file that S3 answers with a %s concerns that file: another sample decides',
  async (kind) => {
    const bucketName = await world.customer.makeBucket('us-east-1', ['a.jpg', 'b.jpg']);
    const match = { operation: 'GetObject', bucket: bucketName, key: 'a.jpg' };
    world.sandbox.faults.add({ match, effect: { kind } });
    const { health } = await connect(world, world.as(), { bucketName, prefix: '' });
    expect(health).toMatchObject({ indicator: 'GREEN_HEART', cause: null });
    expect(health.remedy).toMatch(/AWS did not deliver "a\.jpg"/);
  },
);

test('where the first half of a bucket cannot be read, a file of the other half decides', async () => {
  const keys = ['a/1.jpg', 'a/2.jpg', 'a/3.jpg', 'a/4.jpg', 'b/5.jpg', 'b/6.jpg', 'b/7.jpg', 'b/8.jpg'];
  const bucketName = await world.customer.makeBucket('us-east-1', keys);
  const match = { operation: 'GetObject', bucket: bucketName, keyPrefix: 'a/' };
  world.sandbox.faults.add({ match, effect: { kind: 'internal-error' } });
  const { health } = await connect(world, world.as(), { bucketName, prefix: '' });
  expect(health).toMatchObject({ indicator: 'GREEN_HEART', cause: null });
});

test.each([405, 404])('a file that answers %i was deleted, and causes no warning', async (status) => {
  const refusal = { status, code: status === 405 ? 'MethodNotAllowed' : 'NoSuchKey', message: 'It is not there' };
  const connection = await connectWith(['a.jpg', 'b.jpg'], refusal);
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART', remedy: null });
});

test('a file under the customer’s own key (SSE-C) is named with that reason', async () => {
  const bucketName = await world.customer.makeBucket('us-east-1', ['a.jpg', 'b.jpg']);
  world.sandbox.administration.changeObject({ bucket: bucketName, key: 'a.jpg', hasCustomerKey: true });
  const connection = await connect(world, world.as(), { bucketName, prefix: '' });
  expect(connection.health.indicator).toBe('GREEN_HEART');
  expect(probeOf(connection, 'READ_OBJECT')).toMatchObject({ verdict: 'WARN' });
  expect(probeOf(connection, 'READ_OBJECT').evidence).toMatch(/"a\.jpg": .*InvalidRequest.*SSE-C/);
  expect(connection.health.remedy).toMatch(/"a\.jpg".*SSE-C.*SSE-S3 or SSE-KMS/s);
});

test('when every file is under SSE-C, the connection is unhealthy and the remedy names a fix', async () => {
  const bucketName = await world.customer.makeBucket('us-east-1', ['a.jpg', 'b.jpg']);
  for (const key of ['a.jpg', 'b.jpg']) {
    world.sandbox.administration.changeObject({ bucket: bucketName, key, hasCustomerKey: true });
  }
  const { health } = await connect(world, world.as(), { bucketName, prefix: '' });
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'READ_DENIED' });
  expect(health.remedy).toMatch(/SSE-C.*Upload such files again/s);
  expect(health.remedy).not.toMatch(/[Nn]othing needs to change/);
});

test('an answer about the bucket to every read makes the connection unhealthy', async () => {
  const bucketName = await world.customer.makeBucket('us-east-1', ['a.jpg', 'b.jpg', 'c.mp4']);
  const effect = { kind: 'error', status: 404, code: 'NoSuchBucket', message: 'It does not exist' } as const;
  world.sandbox.faults.add({ match: { operation: 'GetObject', bucket: bucketName }, effect });
  const { health } = await connect(world, world.as(), { bucketName, prefix: '' });
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'BUCKET_MISSING' });
});

test('an outage of every read is attributed to AWS, not to a file', async () => {
  const bucketName = await world.customer.makeBucket('us-east-1', ['a.jpg', 'b.jpg', 'c.mp4', 'd.txt']);
  const match = { operation: 'GetObject', bucket: bucketName };
  world.sandbox.faults.add({ match, effect: { kind: 'internal-error' } });
  const member = world.as();
  const { health } = await connect(world, member, { bucketName, prefix: '' });
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'AWS_UNAVAILABLE' });
  expect(health.remedy).not.toMatch(/[abcd]\.(jpg|mp4|txt)/);
});

test.each([
  ['beside others', ['./d.jpg', 'e.jpg'], ''],
  ['that climb', ['a/../b.jpg', 'z.jpg'], ''],
  ['alone', ['./d.jpg', 'x/../y.mp4'], ''],
  ['under a prefix with such a segment', ['a/../b/c.jpg'], 'a/../b/'],
])('keys with a dot segment, %s, leave the connection healthy', async (_, keys, prefix) => {
  const bucketName = await world.customer.makeBucket('us-east-1', []);
  for (const key of keys) await world.customer.upload(bucketName, key, 'image/jpeg');
  const { health } = await connect(world, world.as(), { bucketName, prefix });
  expect(health).toMatchObject({ indicator: 'GREEN_HEART', cause: null });
  expect(health.probes.map(({ verdict }) => verdict)).not.toContain('FAIL');
});
