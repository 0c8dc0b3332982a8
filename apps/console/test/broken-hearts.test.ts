import type { CustomerClients } from '@bucket-sync/dev-stack/system';
import type { Page } from 'playwright-core';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Account, accountOf } from '../../../test/support/account.ts';
import { aBucket, connect, type Setup, type TestBucket } from '../../../test/support/buckets.ts';
import { fail } from '../../../test/support/faults.ts';
import { administer } from '../../../test/support/sandbox.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import type { HealthCause } from '../src/api/operations.generated.ts';
import { CAUSES } from '../src/health/probe-words.ts';
import { describeInBrowser, follow, type Visit, visitAs } from './support/browser.ts';

/** An account of these tests in a region of theirs: some break all of it. */
const ACCOUNT = {
  accountId: '606060606060',
  accessKeyId: 'AKIABROKENHEARTS0000',
  secretAccessKey: 'the secret key of this account',
};
const REGION = 'eu-north-1';
/** STS answers in these, in turn. */
const STS_REGIONS = [REGION, 'us-east-1', 'us-west-2', 'eu-west-1'];

interface Customers {
  account: Account;
  bucket: TestBucket;
  setup: Setup;
  roleArn: string;
}

interface BrokenHeart {
  cause: HealthCause;
  /** The change in AWS that makes the connection unhealthy. */
  change: (customers: Customers) => Promise<unknown>;
  evidence: RegExp;
  remedy: RegExp;
  /** What each text to paste holds, in its order. */
  pasted?: RegExp[];
  /** The fix, with the texts that were copied from the page. */
  fix: (customers: Customers, copied: string[], page: Page) => Promise<unknown>;
}

const without = (action: string, policy: string) => policy.replace(`"${action}"`, '"s3:GetObjectTagging"');

const withoutCondition = (trustPolicy: string) => {
  const policy = JSON.parse(trustPolicy);
  delete policy.Statement[0].Condition;
  return JSON.stringify(policy);
};

const clearings: (() => Promise<unknown>)[] = [];
const endFaults = async () => {
  for (const clear of clearings.splice(0)) await clear();
};

const pasteTrust: BrokenHeart['fix'] = ({ account, roleArn }, [policy]) => account.setTrust(roleArn, policy!);
const pastePolicy: BrokenHeart['fix'] = ({ account, roleArn }, [policy]) => account.setPolicy(roleArn, policy!);

const recreate = async ({ account, bucket, setup }: Customers, region: 'us-west-2' | typeof REGION) => {
  await account.createBucket(bucket.name, region, setup.corsConfiguration);
  bucket.fill(2);
};

const BROKEN: BrokenHeart[] = [
  {
    cause: 'ROLE_NOT_ASSUMABLE',
    change: ({ account, roleArn, setup }) =>
      account.setTrust(roleArn, setup.trustPolicy.replace(/"sts:ExternalId": "[^"]+"/, '"sts:ExternalId": "another"')),
    evidence: /^sts:AssumeRole answered 403 AccessDenied/,
    remedy: /Trust relationships, press Edit trust policy/,
    pasted: [/"sts:ExternalId"/],
    fix: pasteTrust,
  },
  {
    cause: 'EXTERNAL_ID_NOT_REQUIRED',
    change: ({ account, roleArn, setup }) => account.setTrust(roleArn, withoutCondition(setup.trustPolicy)),
    evidence: /succeeded without an external ID/,
    remedy: /any other customer of ours who learns its ARN could reach your files/,
    pasted: [/"sts:ExternalId"/],
    fix: pasteTrust,
  },
  {
    cause: 'WRONG_REGION',
    async change(customers) {
      await customers.account.deleteBucket(customers.bucket.name);
      await recreate(customers, 'us-west-2');
    },
    evidence: /^s3:ListBucket answered 301 PermanentRedirect/,
    remedy: /is in .*us-west-2.* Correct the region of this connection to us-west-2/,
    async fix(_, __, page) {
      await page.getByRole('link', { name: 'Correct the details' }).click();
      await page.getByRole('combobox', { name: 'Region' }).fill('us-west-2');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('The region was corrected; nothing needs to change in AWS.').waitFor();
      // Nothing is broken that the service knows of.
      await page.getByRole('heading', { name: 'What is next' }).waitFor();
    },
  },
  {
    cause: 'BUCKET_MISSING',
    change: ({ account, bucket }) => account.deleteBucket(bucket.name),
    evidence: /^s3:ListBucket answered 404 NoSuchBucket/,
    remedy: /There is no bucket named test-[\w-]+\. Compare the name letter by letter/,
    fix: (customers) => recreate(customers, REGION),
  },
  {
    cause: 'LIST_DENIED',
    change: ({ account, roleArn, setup }) => account.setPolicy(roleArn, without('s3:ListBucket', setup.iamPolicy)),
    evidence: /^s3:ListBucket answered 403 AccessDenied/,
    remedy: /Permissions, press Add permissions, Create inline policy/,
    pasted: [/"s3:ListBucket"/],
    fix: pastePolicy,
  },
  {
    cause: 'READ_DENIED',
    change: ({ account, roleArn, setup }) => account.setPolicy(roleArn, without('s3:GetObject', setup.iamPolicy)),
    evidence: /^s3:GetObject answered 403 AccessDenied/,
    remedy: /lists the bucket but may not read "img-0000\d\.jpg"/,
    pasted: [/"s3:GetObject"/],
    fix: pastePolicy,
  },
  {
    cause: 'KMS_DENIED',
    change: ({ account, bucket }) => account.encrypt(bucket.name),
    evidence: /403 AccessDenied .*kms:Decrypt/,
    remedy: /encrypted with a KMS key that the role may not use/,
    pasted: [/"kms:Decrypt"[\s\S]*:key\//, /"BucketSyncMayDecrypt"/],
    fix: pastePolicy,
  },
  {
    cause: 'ATTRIBUTES_DENIED',
    change: ({ account, roleArn, setup }) =>
      account.setPolicy(roleArn, without('s3:GetObjectAttributes', setup.iamPolicy)),
    evidence: /^s3:GetObjectAttributes answered 403 AccessDenied/,
    remedy: /the action s3:GetObjectAttributes is missing/,
    pasted: [/"s3:GetObjectAttributes"/],
    fix: pastePolicy,
  },
  {
    cause: 'CORS_MISSING',
    change: ({ account, bucket }) => account.deleteCors(bucket.name),
    evidence: /answered no Access-Control-Allow-Origin/,
    remedy: /Cross-origin resource sharing \(CORS\) press Edit/,
    pasted: [/"AllowedOrigins"/],
    fix: ({ account, bucket }, [rules]) => account.setCors(bucket.name, rules!),
  },
  {
    cause: 'ARCHIVED_OBJECTS',
    change: ({ account, bucket }) => account.store(bucket.name, 'DEEP_ARCHIVE'),
    evidence: /all 2 objects that were listed are archived/,
    remedy: /choose Actions, Initiate restore/,
    fix: ({ account, bucket }) => account.store(bucket.name, 'STANDARD'),
  },
  {
    cause: 'STS_REGION_DISABLED',
    change: ({ account }) => account.disableSts(...STS_REGIONS),
    evidence: /RegionDisabledException/,
    remedy: /set eu-north-1 to Active/,
    fix: ({ account }) => account.disableSts(),
  },
  {
    cause: 'AWS_UNAVAILABLE',
    async change({ bucket }) {
      const match = { operation: 'ListObjectsV2', bucket: bucket.name };
      clearings.push(await fail({ match, effect: { kind: 'throttle' } }));
    },
    evidence: /^s3:ListBucket answered 503 SlowDown/,
    remedy: /Nothing needs to change in your account: press Retry here/,
    fix: endFaults,
  },
  {
    cause: 'PLATFORM_CREDENTIALS',
    async change() {
      const effect = { kind: 'error', status: 403, code: 'InvalidClientTokenId', message: 'Not valid' } as const;
      for (const region of STS_REGIONS) {
        clearings.push(await fail({ match: { operation: 'AssumeRole', accessKeyIdPrefix: 'ASIA', region }, effect }));
      }
    },
    evidence: /403 InvalidClientTokenId/,
    remedy: /This is on our side/,
    fix: endFaults,
  },
];

/** Copies every text to paste by its button, from the clipboard. */
async function copyAll(page: Page): Promise<string[]> {
  const copied: string[] = [];
  for (const figure of await page.locator('figure', { hasText: 'Paste this' }).all()) {
    await figure.getByRole('button', { name: 'Copy' }).click();
    await figure.getByRole('button', { name: 'Copied' }).waitFor();
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(text).toBe(await figure.locator('pre').textContent());
    expect(typeof JSON.parse(text)).toBe('object');
    copied.push(text);
  }
  return copied;
}

describeInBrowser('an unhealthy connection', () => {
  let customer: CustomerClients;
  let visit: Visit;
  beforeAll(async () => {
    await administer('accounts', { ...ACCOUNT, alias: 'broken-hearts' });
    customer = aCustomer(ACCOUNT, REGION);
    visit = await visitAs('acme editor', '/connections');
  });
  afterEach(async () => {
    await endFaults();
    await accountOf(customer, ACCOUNT).disableSts();
  });

  test('has an example below for every cause', () => {
    expect(BROKEN.map(({ cause }) => cause).toSorted()).toEqual(Object.keys(CAUSES).toSorted());
  });

  test.each(BROKEN)('$cause: its page has the cause, the evidence, the text to paste, and Retry', async (broken) => {
    const client = await clientOf('acme');
    const bucket = await aBucket(customer, REGION);
    bucket.fill(2);
    const { id, setup, roleArn } = await connect(client, customer, bucket.name, REGION);
    await client.close();
    const customers = { account: accountOf(customer, ACCOUNT), bucket, setup, roleArn };
    const { page } = visit;
    await follow(page, `/connections/${id}`);
    await page.getByText(/Green heart/).waitFor();
    await broken.change(customers);
    await page.getByRole('button', { name: 'Check again' }).click();
    const panel = page.getByRole('region', { name: 'Health of the connection' });
    await panel.getByText(CAUSES[broken.cause], { exact: true }).waitFor();
    expect(await panel.textContent()).toMatch(broken.remedy);
    const failed = panel.locator('li:is([data-verdict=FAIL], [data-verdict=UNDECIDED]) p');
    expect(await failed.allTextContents()).toEqual([expect.stringMatching(broken.evidence)]);
    const copied = await copyAll(page);
    expect(copied).toEqual((broken.pasted ?? []).map((text) => expect.stringMatching(text)));
    await broken.fix(customers, copied, page);
    await panel.getByRole('button', { name: 'Retry' }).click();
    await panel.getByText(/Green heart/).waitFor();
  });
});
