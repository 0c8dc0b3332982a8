import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createKafka } from '@bucket-sync/shared/kafka';
import { kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { readTopic, sendRaw } from '../support/raw-kafka.ts';

// No service consumes it, so no other test makes dead letters of it.
const TOPIC = 'assets.events.v1';
const program = fileURLToPath(new URL('../../src/commands/dlq.ts', import.meta.url));

/** Runs the command as its own process, as a person does. */
function dlq(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { ...process.env, KAFKA_BROKERS: kafkaBrokers().join(',') },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, said: stdout.toString(), bytes: stdout, complaint: stderr.toString() };
}

async function deadLetters(values: (Buffer | string | null)[], headers = {}): Promise<void> {
  const about = { 'dlq-reason': 'POISON_MESSAGE: of this test', 'dlq-partition': '3', 'dlq-offset': '41', ...headers };
  await sendRaw(
    `${TOPIC}.dlq`,
    values.map((value) => ({
      key: Buffer.from([0xff, 0x01]),
      value,
      headers: {
        ce_type: 'test',
        'x-bytes': Buffer.from([0x00, 0xff]),
        'dlq-size': String(value?.length ?? 0),
        'dlq-sha256': createHash('sha256')
          .update(value ?? '')
          .digest('hex'),
        ...about,
      },
    })),
  );
}

/** Where the dead letters lie, in the order of the list. */
const positions = () =>
  dlq('list', TOPIC)
    .said.split('\n')
    .flatMap((line) => / {2}(\d+\/\d+) {2}/.exec(line)?.[1] ?? []);

beforeAll(async () => {
  const kafka = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
  await kafka.stop();
});
beforeEach(() => {
  dlq('drop', TOPIC, 'all');
});

test('the list names each dead letter with its reason, size, digest and time', async () => {
  await deadLetters(['{"a":1}', null]);
  const { said } = dlq('list', TOPIC);
  const digest = createHash('sha256').update('{"a":1}').digest('hex').slice(0, 12);
  expect(said).toMatch(
    new RegExp(`${TOPIC} {2}0/\\d+ {2}\\d{4}-.*Z {2}7 bytes {2}${digest} {2}POISON_MESSAGE: of this`),
  );
  expect(said).toContain('2 in all.');
  expect(dlq('list', 'sync.jobs.v1').status).toBe(0);
});

test('bytes that are no text are shown in hexadecimal, controls by code, and --raw unchanged', async () => {
  const binary = Buffer.from([0xff, 0x00, 0x1b, 0x5b]);
  await deadLetters([binary, 'a\u001b[31mred']);
  const [first, second] = positions();
  expect(dlq('show', TOPIC, first!).said).toContain('value    0xff001b5b');
  expect(dlq('show', TOPIC, first!).said).toContain('key      0xff01');
  expect(dlq('show', TOPIC, first!, '--raw').bytes).toEqual(binary);
  expect(dlq('show', TOPIC, second!).said).toContain('a\\u{1b}[31mred');
});

test('a replay sends the original message without dead-letter headers, and the dead letter stays listed', async () => {
  const value = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(randomUUID())]);
  await deadLetters([value, Buffer.from('another')]);
  const [position] = positions();
  expect(dlq('replay', TOPIC, position!).said).toContain(`1 sent to ${TOPIC} again`);
  const [message] = await readTopic(TOPIC, (each) => each.value?.equals(value) === true, 1);
  expect(message!.key).toEqual(Buffer.from([0xff, 0x01]));
  expect(message!.headers).toEqual({ ce_type: Buffer.from('test'), 'x-bytes': Buffer.from([0x00, 0xff]) });
  expect(positions()).toHaveLength(2);
});

test('a dead letter that was cut is not replayed, and the output states it', async () => {
  await deadLetters(['the beginning'], { 'dlq-cut': 'true' });
  const { said } = dlq('replay', TOPIC, 'all');
  expect(said).toContain('is cut');
  expect(said).toContain('0 sent');
});

test('a drop deletes the named dead letter, and earlier ones only on request', async () => {
  await deadLetters(['one', 'two', 'three']);
  const [first, second, third] = positions();
  const refused = dlq('drop', TOPIC, second!);
  expect(refused).toMatchObject({ status: 1, complaint: expect.stringContaining('--with-earlier') });
  expect(positions()).toEqual([first, second, third]);
  expect(dlq('drop', TOPIC, second!, '--with-earlier').said).toContain('2 dropped');
  expect(positions()).toEqual([third]);
  expect(dlq('drop', TOPIC, 'all').said).toContain('1 dropped');
  expect(dlq('list', TOPIC).said).toContain('There are no dead letters.');
});

test.each([
  [[]],
  [['list', 'no.such.topic']],
  [['show', TOPIC, 'all']],
  [['drop', TOPIC]],
  [['replay', TOPIC, '0/1', '--raw']],
])('invalid arguments print the usage: %j', (args) => {
  expect(dlq(...args)).toMatchObject({ status: 1, complaint: expect.stringContaining('usage: npm run dlq') });
});

test('the error names a position without a dead letter', async () => {
  await deadLetters(['one']);
  const answer = dlq('show', TOPIC, '0/999999999');
  expect(answer).toMatchObject({ status: 1, complaint: expect.stringContaining('There is no dead letter') });
});
