import type { FaultEffect, FaultMatch } from '@bucket-sync/aws-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Breakage, expectStopAt, retryAfter } from './support/breakage.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.stop());

function fault(operation: string, effect: FaultEffect, match: FaultMatch = {}, more: { times?: number } = {}) {
  world.sandbox.faults.add({ match: { operation, ...match }, effect, ...more });
}

/** Lets the first request of this kind pass. A fault that is set later affects the next request. */
function letPass(operation: string) {
  world.sandbox.faults.add({ match: { operation }, effect: { kind: 'delay' }, delayMs: 0, times: 1 });
}

const error = (status: number, code: string): FaultEffect => ({ kind: 'error', status, code, message: 'as AWS says' });

/** A session's key assumes the customer's role; a long-lived key assumes our principal. */
const AS_PRINCIPAL = { accessKeyIdPrefix: 'ASIA' };

/** Faults of AWS, the network or our own account: never PASS, and never the customer's fault. */
const NOT_THEIRS: Breakage[] = [
  ...(['throttle', 'internal-error', 'reset', 'html'] as const).flatMap((kind) => [
    {
      what: `${kind} at AssumeRole`,
      change: () => fault('AssumeRole', { kind }, AS_PRINCIPAL),
      probe: 'ASSUME_ROLE',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^sts:AssumeRole answered/,
    },
    {
      what: `${kind} at a listing`,
      change: () => fault('ListObjectsV2', { kind }),
      probe: 'BUCKET_REGION',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^s3:ListBucket answered/,
    },
    {
      what: `${kind} at a read`,
      change: () => fault('GetObject', { kind }),
      probe: 'READ_OBJECT',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^s3:GetObject answered/,
    },
    {
      what: `${kind} at the attributes`,
      change: () => fault('GetObjectAttributes', { kind }),
      probe: 'READ_ATTRIBUTES',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^s3:GetObjectAttributes answered/,
    },
    {
      what: `${kind} at the browser’s request`,
      change: () => {
        letPass('GetObject');
        fault('GetObject', { kind });
      },
      probe: 'CORS',
      cause: 'AWS_UNAVAILABLE',
      evidence: /^s3:GetObject answered/,
    },
  ]),
  {
    what: 'a body cut in the middle of a listing',
    change: () => fault('ListObjectsV2', { kind: 'truncate' }),
    probe: 'BUCKET_REGION',
    cause: 'AWS_UNAVAILABLE',
    evidence: /^s3:ListBucket answered/,
  },
  {
    what: 'a session that S3 calls over even after it was renewed',
    change: () => fault('ListObjectsV2', { kind: 'expired-token' }),
    probe: 'BUCKET_REGION',
    cause: 'AWS_UNAVAILABLE',
    evidence: /400 ExpiredToken/,
  },
  {
    what: 'a proxy that forbids',
    change: () => fault('ListObjectsV2', { kind: 'html', status: 403 }),
    probe: 'BUCKET_REGION',
    cause: 'AWS_UNAVAILABLE',
    evidence: /403/,
  },
  {
    what: 'credentials of ours that are not accepted',
    change: () => fault('AssumeRole', error(403, 'InvalidClientTokenId'), AS_PRINCIPAL),
    probe: 'ASSUME_ROLE',
    cause: 'PLATFORM_CREDENTIALS',
    evidence: /403 InvalidClientTokenId/,
  },
  {
    what: 'an unknown answer of STS',
    change: () => fault('AssumeRole', error(418, 'Teapot'), AS_PRINCIPAL),
    probe: 'ASSUME_ROLE',
    cause: 'AWS_UNAVAILABLE',
    evidence: /418 Teapot/,
  },
];

describe('a fault outside of the customer’s setup is undecided: unhealthy, without blame on the customer', () => {
  test.each(NOT_THEIRS)('$what: $cause', async ({ change, probe, cause, evidence }) => {
    const { health } = await retryAfter(world, change);
    expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause });
    expectStopAt(health.probes, probe, 'UNDECIDED');
    expect(health.probes.find(({ name }) => name === probe)!.evidence).toMatch(evidence);
    expect(health.remedy).toMatch(/Nothing needs to change in your account/);
  });
});
