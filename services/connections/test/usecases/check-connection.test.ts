import { expect, test } from 'vitest';
import type { Connection } from '../../src/domain/connection.ts';
import type { CheckResult } from '../../src/domain/health.ts';
import { type CheckParts, checkConnection } from '../../src/usecases/check-connection.ts';
import { aConnection } from '../support/a-connection.ts';

const GREEN: CheckResult = { indicator: 'GREEN_HEART', cause: null, probes: [], findings: {} };
const NOW = Date.parse('2026-11-22T18:00:00Z');
const MINUTE_MS = 60_000;

const checkedAs = (id: string, checkedAt: number): Connection =>
  aConnection({ health: { ...GREEN, id, checkedAt: new Date(checkedAt) } });

/** A connection that another replica checks now. The other replica holds the lease for the first two attempts. */
function aWorld(before: Connection, afterWaiting: Connection) {
  let connection = before;
  let refusals = 2;
  let ownChecks = 0;
  const parts: CheckParts = {
    connections: { find: async () => connection },
    checks: {
      async takeLease() {
        refusals -= 1;
        return refusals < 0;
      },
      releaseLease: async () => {},
      record: async () => true,
    },
    probes: {
      async run() {
        ownChecks += 1;
        return GREEN;
      },
    },
    clock: {
      now: () => new Date(NOW),
      async wait() {
        connection = afterWaiting;
      },
    },
    newHolder: () => 'this replica',
    random: () => 0.5,
    settleMs: 0,
    checkIntervalMs: 86_400_000,
    sessions: { forget: () => {} },
  };
  return { parts, ownChecks: () => ownChecks };
}

test("another replica's check serves who waited for it, though that replica's clock is behind", async () => {
  const { parts, ownChecks } = aWorld(checkedAs('before', NOW - 60 * MINUTE_MS), checkedAs('theirs', NOW - MINUTE_MS));
  expect(await checkConnection(parts, 'acme', 'c1', 'ASKED')).toMatchObject({ health: { id: 'theirs' } });
  expect(ownChecks()).toBe(0);
});

test("a check that was there before does not serve, though its replica's clock is ahead", async () => {
  const before = checkedAs('before', NOW + MINUTE_MS);
  const { parts, ownChecks } = aWorld(before, before);
  await checkConnection(parts, 'acme', 'c1', 'ASKED');
  expect(ownChecks()).toBe(1);
});
