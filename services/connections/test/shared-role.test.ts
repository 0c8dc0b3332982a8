import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const jsonIn = (text: string) => JSON.parse(/\n\n(\{[\s\S]*\})\n\n/.exec(text)![1]!);

test('one role for two connections: what is pasted for the second leaves the first as it is', async () => {
  const member = world.as();
  const wizard = wizardOf(member);
  const bucketName = await world.customer.makeBucket('us-east-1', ['train/a.jpg', 'test/a.jpg']);
  const first = await connect(world, member, { bucketName });
  const { id } = shown(await wizard.create({ bucketName, prefix: 'test/', name: 'Second' }));

  const untrusted = shown(await wizard.submitRole(id, first.roleArn!)).health;
  expect(untrusted.cause).toBe('ROLE_NOT_ASSUMABLE');
  expect(untrusted.remedy).toMatch(/connection "Street scenes" uses this role, too: leave its statement as it is/);
  expect(untrusted.remedy).not.toContain('replace everything');
  const trust = JSON.parse(first.setup.trustPolicy);
  trust.Statement.push(jsonIn(untrusted.remedy!));
  await world.customer.setTrust(first.roleArn!, JSON.stringify(trust));

  const unlisted = shown(await wizard.check(id)).health;
  expect(unlisted.cause).toBe('LIST_DENIED');
  expect(unlisted.remedy).toMatch(/Create inline policy \(leave those that are there: the connection "Street scenes"/);
  await world.customer.addPolicy(first.roleArn!, 'second', JSON.stringify(jsonIn(unlisted.remedy!)));

  expect(shown(await wizard.check(id)).health).toMatchObject({ indicator: 'GREEN_HEART' });
  expect(shown(await wizard.check(first.id)).health).toMatchObject({ indicator: 'GREEN_HEART' });
});

test('with one of two connections its role does not go: the other is named', async () => {
  const member = world.as();
  const first = await connect(world, member);
  const wizard = wizardOf(member);
  const second = shown(await wizard.create({ bucketName: first.bucketName, name: 'Second' }));
  await wizard.submitRole(second.id, first.roleArn!);
  const remove = async (id: string) => {
    const { removeBucketConnection } = await member.ask<{ removeBucketConnection: { message: string } }>(
      'mutation($id: ID!) { removeBucketConnection(id: $id) { ... on RemovedBucketConnection { message } } }',
      { id },
    );
    return removeBucketConnection.message;
  };
  expect(await remove(second.id)).toMatch(/keep the role: the connection "Street scenes" uses it, too/);
  expect(await remove(first.id)).toMatch(/the role, its policy and the CORS rule are of no use any more/);
});

test('a role that another organization uses, too, is never spoken of', async () => {
  const theirs = await connect(world, world.as());
  const wizard = wizardOf(world.as());
  const { id } = shown(await wizard.create({ bucketName: theirs.bucketName }));
  const { remedy } = shown(await wizard.submitRole(id, theirs.roleArn!)).health;
  expect(remedy).toContain('replace everything');
  expect(remedy).not.toContain('uses this role');
});
