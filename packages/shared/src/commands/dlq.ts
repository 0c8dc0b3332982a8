// npm run dlq -- list [topic]                       what could not be handled, and why
// npm run dlq -- show <topic> <partition>/<offset>  one message: headers, key and value; --raw writes the bytes alone
// npm run dlq -- replay <topic> <where>             sends it to its topic again, as it was; it stays listed
// npm run dlq -- drop <topic> <where>               deletes it for good
//
// <where> is <partition>/<offset>, or all. docs/operations.md says when to do which.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kafkaRule, kafkaSettingsOf, kafkaVariables, readVariables } from '../config/index.ts';
import { messageOf } from '../errors/index.ts';
import { openDeadLetters } from '../kafka/index.ts';
import { createLogger } from '../log/index.ts';
import { parseDlqArguments } from './dlq/arguments.ts';
import { runDlq } from './dlq/run.ts';

try {
  const request = parseDlqArguments(process.argv.slice(2));
  const settings = kafkaSettingsOf(
    readVariables({ KAFKA_BROKERS: brokersOfStack(), ...process.env }, kafkaVariables, kafkaRule),
  );
  const store = await openDeadLetters(settings, createLogger({ service: 'dlq', level: 'fatal' }));
  try {
    await runDlq(request, store, (text) => void process.stdout.write(text));
  } finally {
    await store.stop();
  }
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

/** The broker of the stack that runs on this machine, if there is one. */
function brokersOfStack(): string | undefined {
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const file = join(process.env.BUCKET_SYNC_STATE || join(root, '.dev'), 'endpoints.json');
  if (!existsSync(file)) return undefined;
  const { kafkaBrokers }: { kafkaBrokers?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
  return typeof kafkaBrokers === 'string' ? kafkaBrokers : undefined;
}
