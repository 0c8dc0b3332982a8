import type { FaultEffect } from '@bucket-sync/aws-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Breakage, expectStopAt, retryAfter } from './support/breakage.ts';
import type { ShownConnection } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A fault of the requests about one bucket. */
function fault(bucket: string, operation: string, effect: FaultEffect) {
  world.sandbox.faults.add({ match: { bucket, operation }, effect });
}

/** Lets the first request of this kind pass. A fault that is set later affects the next request. */
function letPass(bucket: string, operation: string) {
  world.sandbox.faults.add({ match: { bucket, operation }, effect: { kind: 'delay' }, delayMs: 0, times: 1 });
}

/** A fault of every session that is opened. */
function faultOfSts(effect: FaultEffect) {
  // A session's key assumes the customer's role; a long-lived key assumes our principal.
  world.sandbox.faults.add({ match: { operation: 'AssumeRole', accessKeyIdPrefix: 'ASIA' }, effect });
}

const error = (status: number, code: string): FaultEffect => ({ kind: 'error', status, code, message: 'as AWS says' });

const KINDS = ['throttle', 'internal-error', 'reset', 'html'] as const;

/** Faults of S3 or of the network to it: never PASS, and never the customer's fault. */
const OF_S3: Breakage[] = [
  ...KINDS.flatMap((kind) => [
    {
      what: `${kind} at a listing`,
      change: ({ bucketName }: ShownConnection) => fault(bucketName, 'ListObjectsV2', { kind }),
      probe: 'BUCKET_REGION',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^s3:ListBucket answered/,
    },
    {
      what: `${kind} at a read`,
      change: ({ bucketName }: ShownConnection) => fault(bucketName, 'GetObject', { kind }),
      probe: 'READ_OBJECT',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^s3:GetObject answered/,
    },
    {
      what: `${kind} at the attributes`,
      change: ({ bucketName }: ShownConnection) => fault(bucketName, 'GetObjectAttributes', { kind }),
      probe: 'READ_ATTRIBUTES',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^s3:GetObjectAttributes answered/,
    },
    {
      what: `${kind} at the browser’s request`,
      change: ({ bucketName }: ShownConnection) => {
        letPass(bucketName, 'GetObject');
        fault(bucketName, 'GetObject', { kind });
      },
      probe: 'CORS',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^s3:GetObject answered/,
    },
  ]),
  {
    what: 'a body cut in the middle of a listing',
    change: ({ bucketName }: ShownConnection) => fault(bucketName, 'ListObjectsV2', { kind: 'truncate' }),
    probe: 'BUCKET_REGION',
    cause: 'AWS_UNAVAILABLE',
    evidence: /^s3:ListBucket answered/,
  },
  {
    what: 'a session that S3 calls over even after it was renewed',
    change: ({ bucketName }: ShownConnection) => fault(bucketName, 'ListObjectsV2', { kind: 'expired-token' }),
    probe: 'BUCKET_REGION',
    cause: 'AWS_UNAVAILABLE',
    evidence: /400 ExpiredToken/,
  },
  {
    what: 'a proxy that forbids',
    change: ({ bucketName }: ShownConnection) => fault(bucketName, 'ListObjectsV2', { kind: 'html', status: 403 }),
    probe: 'BUCKET_REGION',
    cause: 'AWS_UNAVAILABLE',
    evidence: /403/,
  },
];

/** Faults of STS, the network to it or our own account: likewise. */
const OF_STS: Breakage[] = [
  ...KINDS.map((kind) => ({
    what: `${kind} at AssumeRole`,
    change: () => faultOfSts({ kind }),
    probe: 'ASSUME_ROLE',
    cause: 'AWS_UNAVAILABLE',
    evidence: /^sts:AssumeRole answered/,
  })),
  {
    what: 'credentials of ours that are not accepted',
    change: () => faultOfSts(error(403, 'InvalidClientTokenId')),
    probe: 'ASSUME_ROLE',
    cause: 'PLATFORM_CREDENTIALS',
    evidence: /403 InvalidClientTokenId/,
  },
  {
    what: 'an unknown answer of STS',
    change: () => faultOfSts(error(418, 'Teapot')),
    probe: 'ASSUME_ROLE',
    cause: 'AWS_UNAVAILABLE',
    evidence: /418 Teapot/,
  },
];

async function expectUndecided({ change, probe, cause, evidence }: Breakage) {
  const { health } = await retryAfter(world, change);
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause });
  expectStopAt(health.probes, probe, 'UNDECIDED');
  expect(health.probes.find(({ name }) => name === probe)!.evidence).toMatch(evidence);
  expect(health.remedy).toMatch(/Nothing needs to change in your account/);
}

describe('a fault outside of the customer’s setup is undecided: unhealthy, without blame on the customer', () => {
  // Each check waits for the retries of the SDK. Faults of S3 concern one bucket, so those checks wait at once.
  test.concurrent.each(OF_S3)('$what: $cause', expectUndecided);

  describe('at STS, which all connections share', () => {
    afterEach(() => world.sandbox.faults.clear());
    test.each(OF_STS)('$what: $cause', expectUndecided);
  });
});
