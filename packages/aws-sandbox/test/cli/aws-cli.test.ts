import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  aFolder,
  aSandbox,
  type Credentials,
  CUSTOMER,
  PLATFORM,
  policy,
  REGION,
  readerPolicy,
  trust,
} from '../fixture.ts';

/** `aws-cli/2.9.19 …`; undefined on a machine without the program. */
function awsVersion(): string | undefined {
  try {
    return execFileSync('aws', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const version = awsVersion();
const run = promisify(execFile);

async function aShell() {
  const sandbox = await aSandbox();
  const folder = aFolder();
  const as = async (who: Credentials, ...command: string[]): Promise<string> => {
    const { stdout } = await run('aws', ['--endpoint-url', sandbox.url, '--output', 'json', ...command], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        LC_ALL: 'C.UTF-8',
        AWS_DEFAULT_REGION: REGION,
        AWS_ACCESS_KEY_ID: who.accessKeyId,
        AWS_SECRET_ACCESS_KEY: who.secretAccessKey,
        ...(who.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: who.sessionToken }),
        AWS_PAGER: '',
      },
    });
    return stdout;
  };
  return { sandbox, folder, as, aws: (...command: string[]) => as(CUSTOMER, ...command) };
}

describe.skipIf(version === undefined)(`the aws command line (${version ?? 'not on this machine, so skipped'})`, () => {
  test('copies files in both directions, small ones and in parts, and syncs a folder', {
    timeout: 240_000,
  }, async () => {
    const { aws, folder, sandbox } = await aShell();
    mkdirSync(join(folder, 'in/sub folder'), { recursive: true });
    const large = Buffer.alloc(9 * 1024 * 1024, 'large file ');
    writeFileSync(join(folder, 'in/large.bin'), large);
    writeFileSync(join(folder, 'in/sub folder/é (1).txt'), 'small');
    await aws('s3', 'mb', 's3://cli-bucket');
    await aws('s3', 'sync', 'in', 's3://cli-bucket/copy');
    expect(readFileSync(join(sandbox.bucketDir('cli-bucket'), 'copy/sub folder/é (1).txt'), 'utf8')).toBe('small');
    const listed = await aws('s3', 'ls', '--recursive', 's3://cli-bucket');
    expect(listed).toMatch(/9437184 copy\/large\.bin/);
    expect(listed).toMatch(/5 copy\/sub folder\/é \(1\)\.txt/);
    await aws('s3', 'cp', 's3://cli-bucket/copy', 'out', '--recursive');
    expect(readFileSync(join(folder, 'out/large.bin')).equals(large)).toBe(true);
    expect(readdirSync(join(folder, 'out/sub folder'))).toEqual(['é (1).txt']);
    await aws('s3', 'cp', 's3://cli-bucket/copy/large.bin', 's3://cli-bucket/again.bin');
    await aws('s3', 'rm', '--recursive', 's3://cli-bucket');
    await aws('s3', 'rb', 's3://cli-bucket');
  });

  test('makes a connection as a customer does, and reads through the role', { timeout: 240_000 }, async () => {
    const { aws, as, folder } = await aShell();
    writeFileSync(join(folder, 'a.jpg'), 'bytes');
    await aws(
      's3api',
      'create-bucket',
      '--bucket',
      'cli-bucket',
      '--create-bucket-configuration',
      `LocationConstraint=${REGION}`,
    );
    await aws('s3api', 'put-object', '--bucket', 'cli-bucket', '--key', 'photos/a.jpg', '--body', 'a.jpg');
    const principal = JSON.parse(
      await as(
        PLATFORM,
        'iam',
        'create-role',
        '--role-name',
        'ext-1',
        '--assume-role-policy-document',
        trust(PLATFORM.accountId),
      ),
    ).Role.Arn;
    const assumeAll = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
    await as(
      PLATFORM,
      'iam',
      'put-role-policy',
      '--role-name',
      'ext-1',
      '--policy-name',
      'p',
      '--policy-document',
      assumeAll,
    );
    const made = JSON.parse(
      await aws(
        'iam',
        'create-policy',
        '--policy-name',
        'read',
        '--policy-document',
        readerPolicy('cli-bucket', 'photos/'),
      ),
    );
    const role = JSON.parse(
      await aws(
        'iam',
        'create-role',
        '--role-name',
        'reader',
        '--assume-role-policy-document',
        trust(principal, 'id-1'),
      ),
    ).Role;
    expect(role.AssumeRolePolicyDocument.Statement[0].Principal.AWS).toBe(principal);
    await aws('iam', 'attach-role-policy', '--role-name', 'reader', '--policy-arn', made.Policy.Arn);
    writeFileSync(
      join(folder, 'cors.json'),
      JSON.stringify({ CORSRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'] }] }),
    );
    await aws('s3api', 'put-bucket-cors', '--bucket', 'cli-bucket', '--cors-configuration', 'file://cors.json');
    expect(JSON.parse(await aws('s3api', 'get-bucket-cors', '--bucket', 'cli-bucket')).CORSRules).toHaveLength(1);

    const first = session(
      await as(PLATFORM, 'sts', 'assume-role', '--role-arn', principal, '--role-session-name', 'cli'),
    );
    const wrong = as(
      first,
      'sts',
      'assume-role',
      '--role-arn',
      role.Arn,
      '--role-session-name',
      'cli',
      '--external-id',
      'wrong',
    );
    await expect(wrong).rejects.toThrow(
      /An error occurred \(AccessDenied\) when calling the AssumeRole operation: User: .* is not authorized/,
    );
    const second = session(
      await as(
        first,
        'sts',
        'assume-role',
        '--role-arn',
        role.Arn,
        '--role-session-name',
        'cli',
        '--external-id',
        'id-1',
      ),
    );
    expect(JSON.parse(await as(second, 'sts', 'get-caller-identity')).Arn).toMatch(/assumed-role\/reader\/cli$/);
    await as(second, 's3', 'cp', 's3://cli-bucket/photos/a.jpg', 'b.jpg');
    expect(readFileSync(join(folder, 'b.jpg'), 'utf8')).toBe('bytes');
    await expect(as(second, 's3', 'cp', 'a.jpg', 's3://cli-bucket/photos/c.jpg')).rejects.toThrow(/AccessDenied/);
  });
});

function session(answer: string): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(answer).Credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
