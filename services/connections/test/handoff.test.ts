import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsCliScript } from '../src/domain/aws/handoff/aws-cli.ts';
import { cloudFormationTemplate } from '../src/domain/aws/handoff/cloud-formation.ts';
import { terraformFile } from '../src/domain/aws/handoff/terraform.ts';
import { permissionPolicy, trustPolicy } from '../src/domain/aws/policies/policies.ts';
import { CUSTOMER } from './support/customer.ts';
import { type HclBlock, parseHcl } from './support/hcl.ts';
import { shown, wizardOf } from './support/wizard.ts';
import { ORIGIN, startWorld, type World } from './support/world.ts';

const run = promisify(execFile);
const isHere = (program: string, flag = '--version') => spawnSync(program, [flag]).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'handoff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A prefix with characters that are special to a shell, JSON, HCL and IAM. */
const ODD_PREFIX = `it's "a" $\{b} $(c) \`d\` %{e} *?$ \\f 日本/`;
const factsFor = (prefix: string) => ({
  connectionId: '0193b0c0-0000-7000-8000-00000000d5e7',
  bucket: { bucketName: 'my-images', prefix, region: 'eu-west-1' },
  principalArn: 'arn:aws:iam::277710232653:role/ext-0193b0c0-0000-7000-8000-00000000d5e7',
  externalId: 'AbC_-123',
  consoleOrigin: ORIGIN,
});
const anyPrefix = fc
  .array(
    fc.oneof(
      fc.constantFrom('${', '%{', '$', '%', '"', "'", '\\', '\n', '`', 'JSON', 'SCRIPT', '\n  JSON\n'),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((pieces) => pieces.join(''))
  .filter((prefix) => prefix.isWellFormed() && !prefix.includes('\0'));

describe('the AWS command line', () => {
  test.runIf(isHere('bash'))('bash can parse the script for every prefix', async () => {
    for (const prefix of fc.sample(anyPrefix, 20)) {
      await expect(run('bash', ['-n', written('setup.sh', awsCliScript(factsFor(prefix)))])).resolves.toBeDefined();
    }
  });

  describe.runIf(isHere('aws') && isHere('bash'))('run by a customer', () => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld();
    });
    afterAll(() => world.stop());

    const customerEnv = () => ({
      ...process.env,
      AWS_ENDPOINT_URL: world.sandbox.url,
      AWS_ACCESS_KEY_ID: CUSTOMER.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CUSTOMER.secretAccessKey,
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_PAGER: '',
    });
    const corsOf = async (Bucket: string) => {
      const credentials = { accessKeyId: CUSTOMER.accessKeyId, secretAccessKey: CUSTOMER.secretAccessKey };
      const s3 = new S3Client({ region: 'eu-west-1', endpoint: world.sandbox.url, forcePathStyle: true, credentials });
      return (await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules;
    };

    test('makes the connection healthy, keeps existing rules, and changes nothing the second time', {
      timeout: 60_000,
    }, async () => {
      const wizard = wizardOf(world.as());
      const bucketName = await world.customer.makeBucket('eu-west-1', [`${ODD_PREFIX}a.jpg`]);
      const theirs = {
        AllowedMethods: ['PUT'],
        AllowedOrigins: ['https://their-own.example'],
        AllowedHeaders: ['x-a'],
        ID: 'theirs',
      };
      await world.customer.setCors(bucketName, JSON.stringify([theirs]), 'eu-west-1');
      const { id, setup } = shown(await wizard.create({ bucketName, prefix: ODD_PREFIX, region: 'eu-west-1' }));
      const script = written('connect.sh', setup.handoff.awsCli);
      const first = await run('bash', [script], { env: customerEnv() });
      const roleArn = first.stdout.trim().split('\n').at(-1)!;
      expect(shown(await wizard.submitRole(id, roleArn)).health).toMatchObject({
        indicator: 'GREEN_HEART',
        cause: null,
      });
      const merged = await corsOf(bucketName);
      expect(merged).toEqual([expect.objectContaining(theirs), expect.objectContaining({ AllowedOrigins: [ORIGIN] })]);
      const second = await run('bash', [script], { env: customerEnv() });
      expect(second.stdout).toMatch(/is there already; nothing was changed/);
      expect(await corsOf(bucketName)).toEqual(merged);
    });

    test('makes the CORS rules of a bucket without rules', { timeout: 60_000 }, async () => {
      const wizard = wizardOf(world.as());
      const bucketName = await world.customer.makeBucket('eu-west-1', []);
      const { id, setup } = shown(await wizard.create({ bucketName, prefix: '', region: 'eu-west-1' }));
      const { stdout } = await run('bash', [written('bare.sh', setup.handoff.awsCli)], { env: customerEnv() });
      expect(shown(await wizard.submitRole(id, stdout.trim().split('\n').at(-1)!)).health.indicator).toBe(
        'GREEN_HEART',
      );
    });
  });
});

describe('Terraform', () => {
  const resource = (file: HclBlock, type: string) =>
    file.blocks.find((block) => block.type === 'resource' && block.labels[0] === type)!;

  test('the file has the same policies for every prefix', () => {
    fc.assert(
      fc.property(anyPrefix, (prefix) => {
        const facts = factsFor(prefix);
        const file = parseHcl(terraformFile(facts));
        const role = resource(file, 'aws_iam_role').attributes;
        expect(JSON.parse(role.assume_role_policy as string)).toEqual(trustPolicy(facts));
        const policy = resource(file, 'aws_iam_role_policy').attributes;
        expect(JSON.parse(policy.policy as string)).toEqual(permissionPolicy(facts.bucket));
        expect(policy.role).toEqual({ reference: 'aws_iam_role.bucket_sync.id' });
      }),
      { numRuns: 300 },
    );
  });

  test('the file adds the CORS rule with the lines of the script, and replaces no rule', () => {
    const file = parseHcl(terraformFile(factsFor('train/')));
    const [provisioner] = resource(file, 'terraform_data').blocks;
    const lines = (provisioner!.attributes.command as string).split('\n').slice(1, -1).join('\n');
    expect(awsCliScript(factsFor('train/'))).toContain(lines);
    expect(file.blocks.map(({ labels }) => labels[0])).not.toContain('aws_s3_bucket_cors_configuration');
  });

  test.runIf(isHere('terraform', 'version'))('terraform accepts the file and its formatting', async () => {
    const path = written('main.tf', terraformFile(factsFor(ODD_PREFIX)));
    await expect(run('terraform', ['fmt', '-check', '-diff', path])).resolves.toBeDefined();
  });
});

describe('CloudFormation', () => {
  const templateFor = (prefix: string) => JSON.parse(cloudFormationTemplate(factsFor(prefix)));

  test('the template has the same policies for every prefix', () => {
    fc.assert(
      fc.property(anyPrefix, (prefix) => {
        const facts = factsFor(prefix);
        const { BucketSyncRole: role, BucketCors: cors } = templateFor(prefix).Resources;
        expect(role.Properties.AssumeRolePolicyDocument).toEqual(trustPolicy(facts));
        expect(role.Properties.Policies[0].PolicyDocument).toEqual(permissionPolicy(facts.bucket));
        expect(JSON.parse(cors.Properties.Rule).AllowedOrigins).toEqual([ORIGIN]);
      }),
      { numRuns: 300 },
    );
  });

  test('the function fits into a template (4,096 characters)', () => {
    expect(templateFor('').Resources.CorsWriter.Properties.Code.ZipFile.length).toBeLessThan(4096);
  });

  test.runIf(isHere('cfn-lint'))('cfn-lint finds no fault', { timeout: 60_000 }, async () => {
    const path = written('template.json', cloudFormationTemplate(factsFor(ODD_PREFIX)));
    await expect(run('cfn-lint', [path])).resolves.toMatchObject({ stdout: '' });
  });

  test.runIf(isHere('python3'))('the function keeps existing rules, and removes only its own', async () => {
    const { CorsWriter: writer, BucketCors: cors } = templateFor('').Resources;
    written('index.py', writer.Properties.Code.ZipFile);
    written('boto3.py', PYTHON_S3);
    written(
      'cfnresponse.py',
      'SUCCESS, FAILED = "SUCCESS", "FAILED"\ndef send(event, context, status, data, physical_id, ' +
        'reason=None):\n    print(status)\n',
    );
    written('botocore.py', '');
    const steps = JSON.stringify(['Create', 'Create', 'Delete']);
    const program = `import sys, json, types
errors = types.ModuleType("botocore.exceptions")
class ClientError(Exception):
    def __init__(self, code): self.response = {"Error": {"Code": code}}
errors.ClientError = ClientError
sys.modules["botocore.exceptions"] = errors
import index, boto3
for step in json.loads(sys.argv[1]):
    index.handler({"RequestType": step, "ResourceProperties": json.loads(sys.argv[2])}, None)
    print(json.dumps(boto3.rules))
`;
    const { stdout } = await run('python3', ['-c', program, steps, JSON.stringify(cors.Properties)], { cwd: folder });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => line === 'SUCCESS')).toHaveLength(3);
    const states = lines.filter((line) => line.startsWith('[')).map((line) => JSON.parse(line));
    expect(states.map((rules) => rules.map(({ ID }: { ID: string }) => ID))).toEqual([
      ['theirs', `bucket-sync-${factsFor('').connectionId}`],
      ['theirs', `bucket-sync-${factsFor('').connectionId}`],
      ['theirs'],
    ]);
  });
});

/** A stand-in for S3 with the calls that the function makes. Machines with only Node have no boto3. */
const PYTHON_S3 = `
rules = [{"ID": "theirs", "AllowedMethods": ["PUT"], "AllowedOrigins": ["https://their-own.example"]}]
class S3:
    def get_bucket_cors(self, Bucket): return {"CORSRules": list(rules)}
    def put_bucket_cors(self, Bucket, CORSConfiguration): rules[:] = CORSConfiguration["CORSRules"]
    def delete_bucket_cors(self, Bucket): rules[:] = []
def client(name): return S3()
`;
