import { expect, test } from 'vitest';
import { failed, succeeded } from '../../src/domain/aws/diagnosis/aws-answer.ts';
import type { AssumeRequest } from '../../src/domain/ports.ts';
import { createBucketSessions } from '../../src/usecases/bucket-sessions.ts';
import { aConnection } from '../support/a-connection.ts';

const MINUTE_MS = 60_000;

/** An STS that counts calls, issues sessions of an hour and can fail, with a clock that the test sets. */
function aWorld() {
  let now = Date.parse('2026-11-22T18:00:00Z');
  const asked: AssumeRequest[] = [];
  let isDown = false;
  const sessions = createBucketSessions({
    clock: { now: () => new Date(now), wait: async () => {} },
    roles: {
      async assume(request) {
        asked.push(request);
        if (isDown) return failed({ actor: 'PRINCIPAL', action: 'sts:AssumeRole', code: 'Throttling', message: '' });
        const name = `session-${asked.length}`;
        return succeeded({
          accessKeyId: name,
          secretAccessKey: 's',
          sessionToken: 't',
          expiresAt: new Date(now + 60 * MINUTE_MS),
        });
      },
    },
  });
  const open = async (connection = aConnection(), runId: string | null = 'run-1') => {
    const opened = await sessions.open(connection, { runId, insteadOf: null });
    return opened.ok ? opened.value.accessKeyId : opened.answer.code;
  };
  return {
    asked,
    sessions,
    open,
    pass: (minutes: number) => {
      now += minutes * MINUTE_MS;
    },
    goDown: () => {
      isDown = true;
    },
  };
}

test('a session serves until a quarter of an hour is left, and then a new one is made', async () => {
  const { open, pass } = aWorld();
  expect(await open()).toBe('session-1');
  pass(44);
  expect(await open()).toBe('session-1');
  pass(2);
  expect(await open()).toBe('session-2');
});

test('simultaneous callers share one renewal', async () => {
  const { open, pass, asked } = aWorld();
  await open();
  pass(50);
  expect(new Set(await Promise.all(Array.from({ length: 50 }, () => open())))).toEqual(new Set(['session-2']));
  expect(asked).toHaveLength(2);
});

test('when renewal fails the session serves to its end, and no longer', async () => {
  const { open, pass, goDown } = aWorld();
  await open();
  goDown();
  pass(50);
  expect(await open()).toBe('session-1');
  pass(10);
  expect(await open()).toBe('Throttling');
});

test('each run has a session of its own, whose name contains connection and run', async () => {
  const { open, asked } = aWorld();
  await open(aConnection(), '0193b0c0-0000-7000-8000-0000000000aa');
  await open(aConnection(), '0193b0c0-0000-7000-8000-0000000000bb');
  await open(aConnection(), null);
  const names = asked.map(({ sessionName }) => sessionName);
  expect(new Set(names).size).toBe(3);
  expect(names[0]).toMatch(/^0193b0c0000070008000000000000001-0193b0c000007000800000000000/);
  for (const name of names) expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
});

test('another role or bucket never gets the earlier session', async () => {
  const { open } = aWorld();
  await open();
  expect(await open(aConnection({ roleArn: 'arn:aws:iam::111122223333:role/other' }))).toBe('session-2');
  const elsewhere = { bucketName: 'my-images', prefix: 'test/', region: 'us-east-1' };
  expect(await open(aConnection({ bucket: elsewhere }))).toBe('session-3');
});

test('a session that AWS reports as ended is replaced for its own run alone', async () => {
  const { open, sessions } = aWorld();
  await open();
  await open(aConnection(), 'run-2');
  const opened = await sessions.open(aConnection(), { runId: 'run-1', insteadOf: 'session-1' });
  expect(opened).toMatchObject({ ok: true, value: { accessKeyId: 'session-3' } });
  expect(await open(aConnection(), 'run-2')).toBe('session-2');
});

test('a connection that is forgotten gets a new session', async () => {
  const { open, sessions } = aWorld();
  await open();
  sessions.forget(aConnection().id);
  expect(await open()).toBe('session-2');
});
