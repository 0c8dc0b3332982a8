import {
  CreatePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import {
  aConnection,
  aSandbox,
  CUSTOMER,
  failure,
  iam,
  policy,
  readerPolicy,
  STRANGER,
  type Statement,
  s3,
} from '../fixture.ts';

const DENY_READING: Statement = { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' };
const ALL: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
const LISTING: Statement = { Effect: 'Allow', Action: ['s3:ListBucket', 'sts:*'], Resource: '*' };

/** A reader who may read, and one file. */
async function aReader() {
  const sandbox = await aSandbox();
  const connection = await aConnection(sandbox);
  const { bucket, reader } = connection;
  await s3(sandbox).send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'a' }));
  const read = () => s3(sandbox, reader).send(new GetObjectCommand({ Bucket: bucket, Key: 'a' }));
  const list = () => s3(sandbox, reader).send(new ListObjectsV2Command({ Bucket: bucket, Prefix: '' }));
  const bound = async (statements: Statement[]) => {
    const made = await iam(sandbox).send(
      new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: policy(...statements) }),
    );
    const PermissionsBoundary = made.Policy!.Arn!;
    await iam(sandbox).send(new PutRolePermissionsBoundaryCommand({ RoleName: 'reader', PermissionsBoundary }));
    return PermissionsBoundary;
  };
  const govern = (serviceControlPolicies: string[]) =>
    sandbox.administration.changeAccount({ accountId: CUSTOMER.accountId, serviceControlPolicies });
  const setRolePolicy = (...statements: Statement[]) =>
    iam(sandbox).send(
      new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'inline', PolicyDocument: policy(...statements) }),
    );
  const setBucketPolicy = (statement: Statement) =>
    s3(sandbox).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy(statement) }));
  return { sandbox, bucket, read, list, bound, govern, setRolePolicy, setBucketPolicy };
}

type Reader = Awaited<ReturnType<typeof aReader>>;

test.each<[string, (reader: Reader) => unknown, string]>([
  [
    'the role lacks it',
    ({ setRolePolicy }) => setRolePolicy(LISTING),
    'because no identity-based policy allows the s3:GetObject action',
  ],
  [
    'the role denies it',
    ({ setRolePolicy }) => setRolePolicy(ALL, DENY_READING),
    'with an explicit deny in an identity-based policy',
  ],
  [
    'the bucket denies it',
    ({ bucket, setBucketPolicy }) =>
      setBucketPolicy({ ...DENY_READING, Principal: '*', Resource: `arn:aws:s3:::${bucket}/*` }),
    'with an explicit deny in a resource-based policy',
  ],
  [
    'the boundary lacks it',
    ({ bound }) => bound([LISTING]),
    'because no permissions boundary allows the s3:GetObject action',
  ],
  [
    'the boundary denies it',
    ({ bound }) => bound([ALL, DENY_READING]),
    'with an explicit deny in a permissions boundary',
  ],
  [
    'the organization lacks it',
    ({ govern }) => govern([policy(LISTING)]),
    'because no service control policy allows the s3:GetObject action',
  ],
  [
    'the organization denies it',
    ({ govern }) => govern([policy(ALL, DENY_READING)]),
    'with an explicit deny in a service control policy',
  ],
])('where %s, the message of S3 says so as AWS does', async (_, change, because) => {
  const reader = await aReader();
  await reader.read();
  await change(reader);
  expect(await failure(reader.read())).toMatchObject({
    code: 'AccessDenied',
    message:
      `User: arn:aws:sts::${CUSTOMER.accountId}:assumed-role/reader/session is not authorized to perform: ` +
      `s3:GetObject on resource: "arn:aws:s3:::${reader.bucket}/a" ${because}`,
  });
  await reader.list();
});

test('a boundary allows nothing by itself, is shown with the role, and can be removed', async () => {
  const { sandbox, bound, read, setRolePolicy, bucket } = await aReader();
  const PermissionsBoundaryArn = await bound([ALL]);
  await read();
  const role = () => iam(sandbox).send(new GetRoleCommand({ RoleName: 'reader' }));
  expect((await role()).Role!.PermissionsBoundary).toMatchObject({ PermissionsBoundaryArn });
  await setRolePolicy(LISTING);
  expect((await failure(read())).message).toContain('because no identity-based policy allows');
  await setRolePolicy(...JSON.parse(readerPolicy(bucket, '')).Statement);
  const remove = () => iam(sandbox).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'reader' }));
  await remove();
  expect((await role()).Role!.PermissionsBoundary).toBeUndefined();
  expect((await failure(remove())).code).toBe('NoSuchEntityException');
  await read();
});

test('service control policies end when the account leaves its organization', async () => {
  const { govern, read } = await aReader();
  govern([policy(DENY_READING)]);
  expect((await failure(read())).code).toBe('AccessDenied');
  govern([]);
  await read();
});

test('a file that another account owns is refused without a reason, because no policy refuses it', async () => {
  const { sandbox, bucket, read } = await aReader();
  sandbox.administration.changeObject({ bucket, key: 'a', ownerId: STRANGER.accountId });
  expect((await failure(read())).message).toBe('Access Denied');
});
