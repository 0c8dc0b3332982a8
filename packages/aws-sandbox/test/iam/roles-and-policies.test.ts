import * as aws from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { aRole, aSandbox, CUSTOMER, failure, iam, PLATFORM, policy, readerPolicy, sts, trust } from '../fixture.ts';

const root = trust(`arn:aws:iam::${CUSTOMER.accountId}:root`);

describe('a trust policy', () => {
  test('that names a principal that does not exist is refused', async () => {
    const sandbox = await aSandbox();
    const missing = `arn:aws:iam::${PLATFORM.accountId}:role/ext-missing`;
    const call = iam(sandbox).send(
      new aws.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust(missing) }),
    );
    expect(await failure(call)).toEqual({
      code: 'MalformedPolicyDocumentException',
      status: 400,
      message: `Invalid principal in policy: "AWS":"${missing}"`,
    });
  });

  test('can name an account by id or root ARN, and is shown with the ARN', async () => {
    const sandbox = await aSandbox();
    const client = iam(sandbox);
    const made = await client.send(
      new aws.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust(PLATFORM.accountId) }),
    );
    expect(decodeURIComponent(made.Role!.AssumeRolePolicyDocument!)).toContain(
      `arn:aws:iam::${PLATFORM.accountId}:root`,
    );
    const unknown = client.send(
      new aws.CreateRoleCommand({ RoleName: 's', AssumeRolePolicyDocument: trust('000000000000') }),
    );
    expect((await failure(unknown)).message).toContain('Invalid principal in policy');
  });

  test('shows a principal by its ARN, and by its unique id once it is deleted', async () => {
    const sandbox = await aSandbox();
    const principal = await aRole(sandbox, {
      name: 'ext',
      owner: PLATFORM,
      trust: trust(PLATFORM.accountId),
      allows: readerPolicy('x', ''),
    });
    await aRole(sandbox, { name: 'reader', trust: trust(principal), allows: readerPolicy('x', '') });
    const shown = async () => {
      const { Role } = await iam(sandbox).send(new aws.GetRoleCommand({ RoleName: 'reader' }));
      return JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).Statement[0].Principal.AWS;
    };
    expect(await shown()).toBe(principal);
    const platform = iam(sandbox, PLATFORM);
    await platform.send(new aws.DeleteRolePolicyCommand({ RoleName: 'ext', PolicyName: 'inline' }));
    await platform.send(new aws.DeleteRoleCommand({ RoleName: 'ext' }));
    expect(await shown()).toMatch(/^AROA[A-Z2-7]{17}$/);
  });

  test.each([
    ['no JSON', '{', 'This policy contains invalid Json'],
    [
      'a resource',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' },
      }),
      'Has prohibited field Resource',
    ],
    [
      'another action',
      trust('*').replace('sts:AssumeRole', 's3:GetObject'),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
  ])('with %s is malformed', async (_claim, document, message) => {
    const sandbox = await aSandbox();
    const call = iam(sandbox).send(new aws.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: document }));
    expect(await failure(call)).toMatchObject({ code: 'MalformedPolicyDocumentException', message });
  });
});

describe('roles', () => {
  test('IAM does not allow two names that differ only in case', async () => {
    const sandbox = await aSandbox();
    const client = iam(sandbox);
    await client.send(new aws.CreateRoleCommand({ RoleName: 'Reader', AssumeRolePolicyDocument: root }));
    const again = client.send(new aws.CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: root }));
    expect(await failure(again)).toEqual({
      code: 'EntityAlreadyExistsException',
      status: 409,
      message: 'Role with name reader already exists.',
    });
  });

  test('an account has at most as many roles as its limit', async () => {
    const sandbox = await aSandbox();
    sandbox.administration.changeAccount({ accountId: CUSTOMER.accountId, roleLimit: 1 });
    const client = iam(sandbox);
    await client.send(new aws.CreateRoleCommand({ RoleName: 'one', AssumeRolePolicyDocument: root }));
    const call = client.send(new aws.CreateRoleCommand({ RoleName: 'two', AssumeRolePolicyDocument: root }));
    expect(await failure(call)).toEqual({
      code: 'LimitExceededException',
      status: 409,
      message: 'Cannot exceed quota for RolesPerAccount: 1',
    });
  });

  test('a missing role is NoSuchEntity', async () => {
    const sandbox = await aSandbox();
    const call = iam(sandbox).send(new aws.GetRoleCommand({ RoleName: 'nobody' }));
    expect(await failure(call)).toEqual({
      code: 'NoSuchEntityException',
      status: 404,
      message: 'The role with name nobody cannot be found.',
    });
  });

  test('a role with policies cannot be deleted', async () => {
    const sandbox = await aSandbox();
    await aRole(sandbox, { name: 'r', trust: root, allows: readerPolicy('x', '') });
    const call = iam(sandbox).send(new aws.DeleteRoleCommand({ RoleName: 'r' }));
    expect(await failure(call)).toMatchObject({ code: 'DeleteConflictException', status: 409 });
  });

  test('the ARN has the path, tags and description are stored, and a long list is paged', async () => {
    const sandbox = await aSandbox();
    const client = iam(sandbox);
    for (let i = 0; i < 5; i++) {
      const RoleName = `role-${i}`;
      const Tags = [{ Key: 'n', Value: String(i) }];
      await client.send(
        new aws.CreateRoleCommand({ RoleName, Path: '/team/', Tags, Description: 'd', AssumeRolePolicyDocument: root }),
      );
    }
    const { Role } = await client.send(new aws.GetRoleCommand({ RoleName: 'role-3' }));
    expect(Role).toMatchObject({
      Arn: `arn:aws:iam::${CUSTOMER.accountId}:role/team/role-3`,
      Description: 'd',
      Tags: [{ Key: 'n', Value: '3' }],
    });
    const names: string[] = [];
    for await (const page of aws.paginateListRoles({ client, pageSize: 2 }, { PathPrefix: '/team/' })) {
      expect(page.Roles!.length).toBeLessThanOrEqual(2);
      names.push(...page.Roles!.map(({ RoleName }) => RoleName!));
    }
    expect(names).toEqual(['role-0', 'role-1', 'role-2', 'role-3', 'role-4']);
  });
});

describe('policies', () => {
  test('inline policies are put, read, listed and deleted unchanged', async () => {
    const sandbox = await aSandbox();
    const client = iam(sandbox);
    const text = readerPolicy('bucket', "été'*");
    await aRole(sandbox, { name: 'r', trust: root, allows: text });
    const got = await client.send(new aws.GetRolePolicyCommand({ RoleName: 'r', PolicyName: 'inline' }));
    expect(decodeURIComponent(got.PolicyDocument!)).toBe(text);
    expect((await client.send(new aws.ListRolePoliciesCommand({ RoleName: 'r' }))).PolicyNames).toEqual(['inline']);
    await client.send(new aws.DeleteRolePolicyCommand({ RoleName: 'r', PolicyName: 'inline' }));
    const gone = client.send(new aws.GetRolePolicyCommand({ RoleName: 'r', PolicyName: 'inline' }));
    expect((await failure(gone)).code).toBe('NoSuchEntityException');
  });

  test('characters beyond Latin-1 are accepted only as JSON escapes', async () => {
    const sandbox = await aSandbox();
    const client = iam(sandbox);
    await client.send(new aws.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: root }));
    const put = (PolicyDocument: string) =>
      client.send(new aws.PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument }));
    expect((await failure(put(readerPolicy('b', '写')))).message).toContain('regular expression pattern');
    await put(readerPolicy('b', '写').replaceAll('写', '\\u5199'));
  });

  test('a managed policy counts its attachments, cannot be deleted while attached, and has versions', async () => {
    const sandbox = await aSandbox();
    const client = iam(sandbox);
    await client.send(new aws.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: root }));
    const made = await client.send(
      new aws.CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: readerPolicy('b', '') }),
    );
    const PolicyArn = made.Policy!.Arn!;
    expect(PolicyArn).toBe(`arn:aws:iam::${CUSTOMER.accountId}:policy/p`);
    await client.send(new aws.AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
    const attached = await client.send(new aws.ListAttachedRolePoliciesCommand({ RoleName: 'r' }));
    expect(attached.AttachedPolicies).toEqual([{ PolicyArn, PolicyName: 'p' }]);
    expect((await client.send(new aws.GetPolicyCommand({ PolicyArn }))).Policy!.AttachmentCount).toBe(1);
    expect((await failure(client.send(new aws.DeletePolicyCommand({ PolicyArn })))).code).toBe(
      'DeleteConflictException',
    );
    await client.send(
      new aws.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: readerPolicy('c', ''), SetAsDefault: true }),
    );
    const version = await client.send(new aws.GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    expect(decodeURIComponent(version.PolicyVersion!.Document!)).toBe(readerPolicy('c', ''));
    await client.send(new aws.DetachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
    await client.send(new aws.DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    await client.send(new aws.DeletePolicyCommand({ PolicyArn }));
  });

  test('attaching a missing policy is NoSuchEntity', async () => {
    const sandbox = await aSandbox();
    const client = iam(sandbox);
    await client.send(new aws.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: root }));
    const PolicyArn = `arn:aws:iam::${CUSTOMER.accountId}:policy/none`;
    const call = client.send(new aws.AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
    expect(await failure(call)).toMatchObject({
      code: 'NoSuchEntityException',
      message: `Policy ${PolicyArn} does not exist or is not attachable.`,
    });
  });
});

describe('users', () => {
  test('a user may do what its policies allow and nothing else', async () => {
    const sandbox = await aSandbox();
    const admin = iam(sandbox);
    await admin.send(new aws.CreateUserCommand({ UserName: 'ann' }));
    const allows = policy({ Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' });
    await admin.send(new aws.PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'p', PolicyDocument: allows }));
    const { AccessKey } = await admin.send(new aws.CreateAccessKeyCommand({ UserName: 'ann' }));
    const ann = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    expect((await sts(sandbox, ann).send(new GetCallerIdentityCommand({}))).Arn).toBe(
      `arn:aws:iam::${CUSTOMER.accountId}:user/ann`,
    );
    expect((await iam(sandbox, ann).send(new aws.GetUserCommand({}))).User!.UserName).toBe('ann');
    const refused = iam(sandbox, ann).send(
      new aws.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: root }),
    );
    expect(await failure(refused)).toEqual({
      code: 'AccessDenied',
      status: 403,
      message:
        `User: arn:aws:iam::${CUSTOMER.accountId}:user/ann is not authorized to perform: iam:CreateRole on ` +
        `resource: arn:aws:iam::${CUSTOMER.accountId}:role/r because no identity-based policy allows the ` +
        'iam:CreateRole action',
    });
  });
});

test('an unknown operation is InvalidAction', async () => {
  const sandbox = await aSandbox();
  expect((await failure(iam(sandbox).send(new aws.ListGroupsCommand({})))).code).toBe('InvalidAction');
});
