import { signCaller } from '@bucket-sync/shared/auth';
import { newId } from '@bucket-sync/shared/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, problemOf, type ShownConnection, wizardOf } from './support/wizard.ts';
import { DATASET_ID, startWorld, type World } from './support/world.ts';

let world: World;
let owner: ReturnType<World['as']>;
let connection: ShownConnection;
beforeAll(async () => {
  world = await startWorld();
  owner = world.as();
  connection = await connect(world, owner);
});
afterAll(() => world.stop());

const ENTITIES = 'query($representations: [_Any!]!) { _entities(representations: $representations) {';

test('another organization’s id gets the same answer as an unknown id, in every field', async () => {
  const wizard = wizardOf(world.as());
  const unknown = newId();
  for (const id of [connection.id, unknown, 'no id at all']) {
    expect(await wizard.read(id)).toBeNull();
    for (const outcome of [await wizard.check(id), await wizard.update(id, { name: 'x' })]) {
      expect(problemOf(outcome)).toEqual({
        __typename: 'Problem',
        code: 'NOT_FOUND',
        message: 'There is no connection by this id.',
        field: 'id',
      });
    }
    expect(problemOf(await wizard.submitRole(id, connection.roleArn!)).code).toBe('NOT_FOUND');
  }
});

test('another organization can neither remove a connection nor open its bucket', async () => {
  const stranger = world.as(newId(), 'SERVICE');
  const removed = await stranger.ask<{ removeBucketConnection: { __typename: string } }>(
    `mutation { removeBucketConnection(id: "${connection.id}") { __typename } }`,
  );
  expect(removed.removeBucketConnection.__typename).toBe('Problem');
  expect(
    await stranger.ask(`{ bucketSession(connectionId: "${connection.id}") { bucketName } bucketConnections { id } }`),
  ).toEqual({
    bucketSession: null,
    bucketConnections: [],
  });
  expect(await wizardOf(owner).read(connection.id)).toMatchObject({ id: connection.id });
});

test('entities of another organization are null or empty', async () => {
  const representations = [
    { __typename: 'BucketConnection', id: connection.id },
    { __typename: 'Dataset', id: DATASET_ID },
    { __typename: 'Asset', id: 'a1', bucketConnectionId: connection.id, objectKey: 'train/a.jpg' },
  ];
  const document = `${ENTITIES}
    ... on BucketConnection { name } ... on Dataset { bucketConnections { id } }
    ... on Asset { bucketConnection { id } url { href } } } }`;
  const mine = await owner.ask<{ _entities: object[] }>(document, { representations });
  expect(mine._entities).toEqual([
    { name: 'Street scenes' },
    { bucketConnections: [{ id: connection.id }] },
    { bucketConnection: { id: connection.id }, url: { href: expect.stringContaining('train/a.jpg') } },
  ]);
  const theirs = await world.as().ask<{ _entities: object[] }>(document, { representations });
  expect(theirs._entities).toEqual([null, { bucketConnections: [] }, { bucketConnection: null, url: null }]);
});

test('a record that names a removed connection still finds it, in its own organization alone', async () => {
  const removed = await connect(world, owner);
  await owner.ask(`mutation { removeBucketConnection(id: "${removed.id}") { __typename } }`);
  expect(await wizardOf(owner).read(removed.id)).toBeNull();
  const fields = '... on BucketConnection { name setup { notices } health { indicator } healthHistory { indicator } }';
  const representations = [{ __typename: 'BucketConnection', id: removed.id }];
  const document = `${ENTITIES} ${fields} } }`;
  expect(await owner.ask(document, { representations })).toMatchObject({ _entities: [{ name: 'Street scenes' }] });
  expect(await world.as().ask(document, { representations })).toEqual({ _entities: [null] });
});

test('a viewer can read, and can change nothing', async () => {
  const viewer = world.as(owner.organizationId, 'VIEWER');
  expect(await wizardOf(viewer).read(connection.id)).toMatchObject({ id: connection.id });
  const attempts = [
    () => wizardOf(viewer).create({ bucketName: 'some-bucket' }),
    () => wizardOf(viewer).update(connection.id, { name: 'x' }),
    () => wizardOf(viewer).submitRole(connection.id, connection.roleArn!),
    () => wizardOf(viewer).check(connection.id),
    () => viewer.ask(`mutation { removeBucketConnection(id: "${connection.id}") { __typename } }`),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test.each(['VIEWER', 'EDITOR'] as const)('no person receives credentials, not even in the role %s', async (role) => {
  const person = world.as(owner.organizationId, role);
  const question = `{ bucketSession(connectionId: "${connection.id}") { secretAccessKey } }`;
  await expect(person.ask(question)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('a request without a caller, or with a caller signed for another service, is refused, entities too', async () => {
  const caller = { subject: 'ann', organizationId: owner.organizationId, role: 'EDITOR' as const };
  const forged = await signCaller(caller, 'connections', 'another-secret-of-32-characters-or-more');
  for (const headers of [{}, { 'x-bucket-sync-caller': forged }]) {
    const response = await fetch(`${world.service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({
        query: `${ENTITIES} ... on BucketConnection { externalId } } }`,
        variables: { representations: [{ __typename: 'BucketConnection', id: connection.id }] },
      }),
    });
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain(connection.externalId);
  }
});
