import { HEALTH_CAUSES, type HealthCause } from '@bucket-sync/shared/contracts';
import { describe, expect, test } from 'vitest';
import { remedyFor, remedyOf } from '../../../../src/domain/aws/remedies/remedy.ts';
import { aConnection } from '../../../support/a-connection.ts';

const connection = aConnection({
  externalId: 'the-external-id',
  roleArn: 'arn:aws:iam::111122223333:role/team/reader',
  roleSubmittedAt: new Date(0),
});
const facts = {
  connection,
  findings: { actualRegion: 'eu-west-1', deniedKey: 'train/a.jpg' },
  consoleOrigin: 'https://c.example',
};

/** How a remedy leads through the console: page, then tab, then button. */
const WAYS: Record<HealthCause, RegExp> = {
  ROLE_NOT_ASSUMABLE:
    /IAM console open Roles, reader, .*tab Trust relationships, press Edit trust policy[\s\S]*Update policy/,
  EXTERNAL_ID_NOT_REQUIRED: /IAM console open Roles, reader, the tab Trust relationships, press Edit trust policy/,
  WRONG_REGION: /eu-west-1 \(Europe \(Ireland\)\), not in us-east-1 \(US East \(N\. Virginia\)\)/,
  BUCKET_MISSING: /S3 console, General purpose buckets/,
  LIST_DENIED: /Roles, reader, the tab Permissions, press Add permissions, Create inline policy/,
  READ_DENIED: /the tab Permissions, Object Ownership: choose Edit, then Bucket owner enforced/,
  KMS_DENIED: /KMS console open Customer managed keys, the key, the tab Key policy, press Edit/,
  ATTRIBUTES_DENIED: /s3:GetObjectAttributes is missing.*Create inline policy/,
  CORS_MISSING: /the tab Permissions, and under Cross-origin resource sharing \(CORS\) press Edit/,
  ARCHIVED_OBJECTS: /choose Actions, Initiate restore/,
  STS_REGION_DISABLED: /Account settings; under Security Token Service \(STS\)/,
  AWS_UNAVAILABLE: /Nothing needs to change in your account: press Retry here in a few minutes/,
  PLATFORM_CREDENTIALS: /on our side.*Nothing needs to change in your account/,
};

test.each(HEALTH_CAUSES)('the remedy of %s names the page of the console', (cause) => {
  expect(remedyFor(cause, facts).replace(/\n/g, ' ')).toMatch(new RegExp(WAYS[cause].source, 's'));
});

test.each(['WRONG_REGION', 'BUCKET_MISSING'] as const)(
  'the remedy of %s for a synced connection asks for no change that a synced connection refuses',
  (cause) => {
    const remedy = remedyFor(cause, { ...facts, connection: { ...connection, firstSyncedAt: new Date(0) } });
    expect(remedy).not.toMatch(/correct/i);
    expect(remedy).toMatch(/remove this connection, and connect|create it again/i);
  },
);

describe('the text to paste', () => {
  test.each(['ROLE_NOT_ASSUMABLE', 'EXTERNAL_ID_NOT_REQUIRED'] as const)(
    'for %s is the trust policy as JSON',
    (cause) => {
      const json = JSON.parse(/\n\n([{[][\s\S]*[}\]])\n\n/.exec(remedyFor(cause, facts))![1]!);
      expect(json.Statement[0].Condition.StringEquals['sts:ExternalId']).toBe('the-external-id');
    },
  );

  test.each(['LIST_DENIED', 'READ_DENIED', 'ATTRIBUTES_DENIED'] as const)(
    'for %s does not take away the right to decrypt that an earlier remedy gave',
    (cause) => {
      expect(remedyFor(cause, facts)).toMatch(/allows kms:Decrypt, keep it/);
    },
  );

  test.each(['LIST_DENIED', 'READ_DENIED', 'ATTRIBUTES_DENIED'] as const)(
    'for %s is the permission policy as JSON',
    (cause) => {
      const json = JSON.parse(/\n\n([{[][\s\S]*[}\]])\n\n/.exec(remedyFor(cause, facts))![1]!);
      expect(json.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action)).toEqual([
        's3:ListBucket',
        's3:GetObject',
        's3:GetObjectAttributes',
      ]);
    },
  );

  test('for CORS_MISSING is the list of rules as JSON, with advice on existing rules', () => {
    const remedy = remedyFor('CORS_MISSING', facts);
    expect(JSON.parse(/\n\n(\[[\s\S]*\])\n\n/.exec(remedy)![1]!)[0].AllowedOrigins).toEqual(['https://c.example']);
    expect(remedy).toMatch(/If rules are there already, keep them/);
  });
});

test('a healthy connection without a warning has no remedy', () => {
  expect(remedyOf({ ...facts, findings: {}, cause: null })).toBeNull();
});
