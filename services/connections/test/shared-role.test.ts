import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function removalMessage(member: ReturnType<World['as']>, id: string): Promise<string> {
  const { removeBucketConnection } = await member.ask<{ removeBucketConnection: { message: string } }>(
    'mutation($id: ID!) { removeBucketConnection(id: $id) { ... on RemovedBucketConnection { message } } }',
    { id },
  );
  return removeBucketConnection.message;
}

const jsonIn = (text: string) => JSON.parse(/\n\n(\{[\s\S]*\})\n\n/.exec(text)![1]!);

test('two connections share a role: the text to paste for the second does not break the first', async () => {
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

test('when one of two connections is removed, its role stays and the other connection is named', async () => {
  const member = world.as();
  const first = await connect(world, member);
  const wizard = wizardOf(member);
  const second = shown(await wizard.create({ bucketName: first.bucketName, name: 'Second' }));
  await wizard.submitRole(second.id, first.roleArn!);
  const role = first.roleArn!.split('/').at(-1)!;
  const ofOneOfTwo = await removalMessage(member, second.id);
  expect(ofOneOfTwo).toContain(`Keep the role ${role}: the connection "Street scenes" uses it, too.`);
  expect(ofOneOfTwo).toContain(
    `No longer needed in your account: the statement with the external ID ${second.externalId} (`,
  );
  expect(ofOneOfTwo).toContain(`s3://${first.bucketName}/train/: it lets "Street scenes" read, too.`);
  const ofTheLast = await removalMessage(member, first.id);
  expect(ofTheLast).toContain(`the role ${role}, with its policy (IAM console, Roles, ${role}, Delete); the CORS rule`);
  expect(ofTheLast).not.toContain('Keep');
});

test('the CORS rule of a bucket stays while a connection with another role reads it', async () => {
  const member = world.as();
  const first = await connect(world, member);
  const second = await connect(world, member, { bucketName: first.bucketName });
  expect(second.roleArn).not.toBe(first.roleArn);
  const ofOneOfTwo = await removalMessage(member, second.id);
  expect(ofOneOfTwo).toContain(`the role ${second.roleArn!.split('/').at(-1)}, with its policy`);
  expect(ofOneOfTwo).toMatch(
    new RegExp(
      `Keep the CORS rule .* the bucket ${first.bucketName}: the connection "Street scenes" reads this bucket`,
    ),
  );
  expect(await removalMessage(member, first.id)).toMatch(
    new RegExp(
      `No longer needed.*the CORS rule .* of the bucket ${first.bucketName} \\(S3 console, ${first.bucketName}, `,
    ),
  );
});

test('connections of another bucket or organization need nothing of a removed one', async () => {
  const theirs = await connect(world, world.as());
  const member = world.as();
  await connect(world, member);
  const own = await connect(world, member, { bucketName: theirs.bucketName });
  expect(await removalMessage(member, own.id)).not.toContain('Keep');
});

test('a removed connection leaves only its policy to delete, when its role also reads another prefix', async () => {
  const member = world.as();
  const wizard = wizardOf(member);
  const bucketName = await world.customer.makeBucket('us-east-1', ['train/a.jpg', 'test/a.jpg']);
  const first = await connect(world, member, { bucketName });
  const second = shown(await wizard.create({ bucketName, prefix: 'test/', name: 'Second' }));
  await wizard.submitRole(second.id, first.roleArn!);
  const message = await removalMessage(member, second.id);
  expect(message).toContain(`; the role's policy for s3://${bucketName}/test/ (the tab Permissions).`);
  expect(message).toMatch(/Keep the role .* Keep the CORS rule/);
});

test('a role that another organization also uses is never mentioned', async () => {
  const theirs = await connect(world, world.as());
  const wizard = wizardOf(world.as());
  const { id } = shown(await wizard.create({ bucketName: theirs.bucketName }));
  const { remedy } = shown(await wizard.submitRole(id, theirs.roleArn!)).health;
  expect(remedy).toContain('replace everything');
  expect(remedy).not.toContain('uses this role');
});
