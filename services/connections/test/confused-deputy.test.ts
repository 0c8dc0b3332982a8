import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connect, problemOf, type ShownConnection, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.stop());

/** The kinds of open trust policies that Praetorian found in use. Each allows callers without our external ID. */
const OPEN: Record<string, (trust: { Statement: Record<string, unknown>[] }) => void> = {
  'without a condition': ({ Statement }) => delete Statement[0]!.Condition,
  'with StringLike and a star': ({ Statement }) =>
    Object.assign(Statement[0]!, { Condition: { StringLike: { 'sts:ExternalId': '*' } } }),
  'with StringEqualsIfExists': ({ Statement }) => {
    const condition = Statement[0]!.Condition as { StringEquals: object };
    Statement[0]!.Condition = { StringEqualsIfExists: condition.StringEquals };
  },
  'with a second statement that asks for nothing': ({ Statement }) => {
    const { Condition: _, ...open } = { ...Statement[0]!, Sid: 'Second' } as Record<string, unknown>;
    Statement.push(open);
  },
};

/** Patterns that accept our external ID and also others. */
const PATTERNS: [string, (id: string) => string][] = [
  ['the id and a star', (id) => `${id}*`],
  ['a star and the id', (id) => `*${id}`],
  ['its first character and a star', (id) => `${id[0]}*`],
  ['a star and its last character', (id) => `*${id.at(-1)}`],
  ['a question mark for each character', (id) => '?'.repeat(id.length)],
  ['a question mark for the first character', (id) => `?${id.slice(1)}`],
  ['a question mark in the middle', (id) => `${id.slice(0, 10)}?${id.slice(11)}`],
  ['a star between its halves', (id) => `${id.slice(0, 16)}*${id.slice(16)}`],
  ['a star in a place of its own', (id) => `${id.slice(0, 7)}*${id.slice(7)}`],
  ['its ends with a star between', (id) => `${id.slice(0, 2)}*${id.slice(-2)}`],
];

test.each(PATTERNS)('a trust policy that accepts %s is never stored', async (_, patternOf) => {
  const wizard = wizardOf(world.as());
  const created = shown(await wizard.create({ bucketName: await world.customer.makeBucket() }));
  const trust = JSON.parse(created.setup.trustPolicy);
  trust.Statement[0].Condition = { StringLike: { 'sts:ExternalId': patternOf(created.externalId) } };
  const roleArn = await world.customer.makeRole(JSON.stringify(trust), created.setup.iamPolicy);
  const { health, roleArn: stored } = shown(await wizard.submitRole(created.id, roleArn));
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'EXTERNAL_ID_NOT_REQUIRED' });
  expect(stored).toBeNull();
  const { evidence } = health.probes.find(({ name }) => name === 'EXTERNAL_ID_REQUIRED')!;
  expect(evidence).not.toContain(created.externalId);
});

/** Conditions that accept our external ID, and also another ID or none. */
const CONDITIONS: [string, (id: string) => object][] = [
  ['StringEqualsIgnoreCase', (id) => ({ StringEqualsIgnoreCase: { 'sts:ExternalId': id } })],
  ['StringLike with our id and a star in a list', (id) => ({ StringLike: { 'sts:ExternalId': [id, '*'] } })],
  ['StringLike with two patterns', (id) => ({ StringLike: { 'sts:ExternalId': ['acme-*', `${id.slice(0, 5)}*`] } })],
  ['ForAnyValue:StringLike', (id) => ({ 'ForAnyValue:StringLike': { 'sts:ExternalId': `${id.slice(0, 20)}*` } })],
  ['ForAllValues:StringEquals', (id) => ({ 'ForAllValues:StringEquals': { 'sts:ExternalId': id } })],
  ['StringNotEquals', () => ({ StringNotEquals: { 'sts:ExternalId': 'another' } })],
  ['Null', () => ({ Null: { 'sts:ExternalId': 'false' } })],
  ['Null that demands no id', () => ({ Null: { 'sts:ExternalId': 'true' } })],
  ['StringNotEquals with our id', (id) => ({ StringNotEquals: { 'sts:ExternalId': id } })],
  ['aws:PrincipalArn alone', () => ({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ext-*' } })],
];

test.each(CONDITIONS)(
  'a trust policy with %s that accepts more than our id is never stored',
  async (_, conditionOf) => {
    const wizard = wizardOf(world.as());
    const created = shown(await wizard.create({ bucketName: await world.customer.makeBucket() }));
    const trust = JSON.parse(created.setup.trustPolicy);
    trust.Statement[0].Condition = conditionOf(created.externalId);
    const roleArn = await world.customer.makeRole(JSON.stringify(trust), created.setup.iamPolicy);
    expect(shown(await wizard.submitRole(created.id, roleArn))).toMatchObject({
      roleArn: null,
      health: { cause: 'EXTERNAL_ID_NOT_REQUIRED' },
    });
  },
);

test('a check asks STS for a bounded number of sessions', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  world.sandbox.counters.reset();
  expect(shown(await wizardOf(member).check(id)).health.indicator).toBe('GREEN_HEART');
  expect(world.sandbox.counters.read()['sts:AssumeRole']?.requests).toBeLessThanOrEqual(70);
});

const opened = (connection: ShownConnection, how: string) => {
  const trust = JSON.parse(connection.setup.trustPolicy);
  OPEN[how]!(trust);
  return JSON.stringify(trust);
};

async function storedRoles(): Promise<string> {
  const { rows } = await world.database.pool.query('select * from connections, health_checks');
  return JSON.stringify(rows);
}

test.each(Object.keys(OPEN))('a role that can be assumed without our external id is never stored: %s', async (how) => {
  const wizard = wizardOf(world.as());
  const bucketName = await world.customer.makeBucket();
  const created = shown(await wizard.create({ bucketName }));
  const roleArn = await world.customer.makeRole(opened(created, how), created.setup.iamPolicy);
  const { health, roleArn: stored, setup } = shown(await wizard.submitRole(created.id, roleArn));
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'EXTERNAL_ID_NOT_REQUIRED' });
  expect(stored).toBeNull();
  expect(await storedRoles()).not.toContain(roleArn);
  expect(setup.nextStep).toBe('FIX_CONNECTION');
  expect(health.remedy).toContain('enter its ARN here again');
  expect(health.remedy).toMatch(/lacks the condition .*a wildcard, as "\*" with StringLike, .* a second statement/);
});

test('a role that was fixed by the remedy is stored', async () => {
  const wizard = wizardOf(world.as());
  const bucketName = await world.customer.makeBucket();
  const created = shown(await wizard.create({ bucketName }));
  const roleArn = await world.customer.makeRole(opened(created, 'without a condition'), created.setup.iamPolicy);
  await world.customer.setCors(bucketName, created.setup.corsConfiguration);
  const { remedy } = shown(await wizard.submitRole(created.id, roleArn)).health;
  await world.customer.setTrust(roleArn, /\n\n(\{[\s\S]*\})\n\n/.exec(remedy!)![1]!);
  expect(shown(await wizard.submitRole(created.id, roleArn))).toMatchObject({
    roleArn,
    health: { indicator: 'GREEN_HEART' },
  });
});

test('a role that becomes open before it was ever proved is forgotten', async () => {
  const wizard = wizardOf(world.as());
  const created = shown(await wizard.create({ bucketName: await world.customer.makeBucket() }));
  const wrong = created.setup.trustPolicy.replace(created.externalId, 'another');
  const roleArn = await world.customer.makeRole(wrong, created.setup.iamPolicy);
  expect(shown(await wizard.submitRole(created.id, roleArn))).toMatchObject({
    roleArn,
    health: { cause: 'ROLE_NOT_ASSUMABLE' },
  });
  await world.customer.setTrust(roleArn, opened(created, 'without a condition'));
  expect(shown(await wizard.check(created.id))).toMatchObject({
    roleArn: null,
    health: { cause: 'EXTERNAL_ID_NOT_REQUIRED' },
  });
});

test('a role that becomes open makes the connection unhealthy, which then opens no session', async () => {
  const member = world.as();
  const connection = await connect(world, member);
  const service = world.as(member.organizationId, 'SERVICE');
  const session = () =>
    service.ask<{ bucketSession: object | null }>(
      `{ bucketSession(connectionId: "${connection.id}", runId: "r1") { bucketName } }`,
    );
  expect((await session()).bucketSession).not.toBeNull();
  await world.customer.setTrust(connection.roleArn!, opened(connection, 'without a condition'));
  const { health } = shown(await wizardOf(service).check(connection.id));
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'EXTERNAL_ID_NOT_REQUIRED' });
  expect((await session()).bucketSession).toBeNull();
});

test.each(['throttle', 'internal-error', 'reset', 'html'] as const)(
  'a self-test with an unclear answer of AWS (%s) decides nothing, and nothing is stored',
  async (kind) => {
    const wizard = wizardOf(world.as());
    const bucketName = await world.customer.makeBucket();
    const created = shown(await wizard.create({ bucketName }));
    const roleArn = await world.customer.makeRole(created.setup.trustPolicy, created.setup.iamPolicy);
    // The first assumption is the real one, and the others are the self-test. The SDK tries three times.
    const real = world.sandbox.faults.add({
      match: { operation: 'AssumeRole', accessKeyIdPrefix: 'ASIA' },
      effect: { kind: 'delay' },
      delayMs: 0,
      times: 1,
    });
    world.sandbox.faults.add({ match: { operation: 'AssumeRole', accessKeyIdPrefix: 'ASIA' }, effect: { kind } });
    const connection = shown(await wizard.submitRole(created.id, roleArn));
    expect(world.sandbox.faults.list().map(({ id }) => id)).not.toContain(real);
    expect(connection.health.probes.map(({ verdict }) => verdict).slice(0, 3)).toEqual(['PASS', 'UNDECIDED', 'SKIP']);
    expect(connection).toMatchObject({
      roleArn: null,
      health: { indicator: 'BROKEN_HEART', cause: 'AWS_UNAVAILABLE' },
    });
    expect(connection.setup.nextStep).toBe('ENTER_ROLE_ARN');
  },
);

test('a caller who enters another tenant’s role ARN gets ROLE_NOT_ASSUMABLE and nothing else', async () => {
  const theirs = await connect(world, world.as());
  const wizard = wizardOf(world.as());
  const created = shown(await wizard.create({ bucketName: theirs.bucketName }));
  const { health } = shown(await wizard.submitRole(created.id, theirs.roleArn!));
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'ROLE_NOT_ASSUMABLE' });
  expect(health.probes.map(({ verdict }) => verdict)).toEqual(['FAIL', 'SKIP', 'SKIP', 'SKIP', 'SKIP', 'SKIP', 'SKIP']);
  expect(JSON.stringify(health)).not.toContain(theirs.externalId);
});

test('a refused role does not replace the working role', async () => {
  const member = world.as();
  const connection = await connect(world, member);
  const open = await world.customer.makeRole(opened(connection, 'without a condition'), connection.setup.iamPolicy);
  const wizard = wizardOf(member);
  const problem = problemOf(await wizard.submitRole(connection.id, open));
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: 'roleArn' });
  expect(problem.message).toMatch(/keeps the role that it had[\s\S]*external ID/);
  expect(problem.message).toContain(`open Roles, ${open.split('/').at(-1)}, the tab`);
  // Retry would check the stored role.
  expect(problem.message).toMatch(/then enter its ARN here again\.$/);
  expect(problem.message).not.toContain('Retry');
  expect(await wizard.read(connection.id)).toMatchObject({
    roleArn: connection.roleArn,
    health: { indicator: 'GREEN_HEART' },
  });
});

test('the text to paste for a refused role does not break another connection of that role', async () => {
  const member = world.as();
  const wizard = wizardOf(member);
  const { roleArn, setup, bucketName } = await connect(world, member);
  const second = await connect(world, member, { bucketName });
  const trust = JSON.parse(opened({ setup } as ShownConnection, 'with a second statement that asks for nothing'));
  trust.Statement[1].Principal = { AWS: second.principalArn };
  await world.customer.setTrust(roleArn!, JSON.stringify(trust));
  const { message } = problemOf(await wizard.submitRole(second.id, roleArn!));
  expect(message).toMatch(/The connection "Street scenes" uses this role, too: leave its statement as it is/);
  expect(message).not.toContain('replace everything');
});

test.each(['throttle', 'html'] as const)(
  'a second role that AWS does not let us test (%s) must be entered again, because Retry checks the first',
  async (kind) => {
    const member = world.as();
    const connection = await connect(world, member);
    const second = await world.customer.makeRole(connection.setup.trustPolicy, connection.setup.iamPolicy);
    world.sandbox.faults.add({ match: { operation: 'AssumeRole', accessKeyIdPrefix: 'ASIA' }, effect: { kind } });
    const problem = problemOf(await wizardOf(member).submitRole(connection.id, second));
    expect(problem).toMatchObject({ code: 'NOT_ALLOWED_NOW', field: 'roleArn' });
    expect(problem.message).toMatch(/keeps the role that it had.*enter the role ARN again in a few minutes\.$/);
    expect((await wizardOf(member).read(connection.id))?.roleArn).toBe(connection.roleArn);
  },
);

test('a text that is no role ARN stores nothing, and the problem names its field', async () => {
  const member = world.as();
  const wizard = wizardOf(member);
  const { id, bucketName } = shown(await wizard.create({ bucketName: await world.customer.makeBucket() }));
  const problem = problemOf(await wizard.submitRole(id, `arn:aws:s3:::${bucketName}`));
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: 'roleArn' });
  expect(await wizard.read(id)).toMatchObject({ roleArn: null, health: { indicator: 'UNCHECKED' } });
});
