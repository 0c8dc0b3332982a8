import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type KafkaSettings,
  kafkaRule,
  kafkaSettingsOf,
  kafkaVariables,
  readVariables,
} from '@bucket-sync/shared/config';
import { sliceDue } from '@bucket-sync/shared/contracts';
import { createKafka, handle } from '@bucket-sync/shared/kafka';
import { eventually, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningBroker } from '../../src/kafka/broker.ts';
import { fetchJars } from '../../src/kafka/jars.ts';
import { startJavaBroker } from '../../src/kafka/start-java-broker.ts';
import { freePort } from '../../src/ports/free-port.ts';
import { type Reaper, startReaper } from '../../src/processes/start-reaper.ts';
import { makeAuthority } from '../support/certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-tls-'));
const password = randomBytes(12).toString('hex');
const authority = makeAuthority(folder, 'ours');
const another = makeAuthority(folder, 'another');

let reaper: Reaper;
let broker: RunningBroker;
let securePort: number;
let mutualPort: number;

beforeAll(async () => {
  reaper = startReaper();
  reaper.removeAtEnd(folder);
  const [port, controllerPort] = [await freePort(), await freePort()];
  [securePort, mutualPort] = [await freePort(), await freePort()];
  const { cert, key } = authority.sign('broker', 'DNS:localhost');
  const oneLine = (pem: string) => pem.trim().replaceAll('\n', '\\n');
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_sync="${password}";`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  broker = await startJavaBroker(
    {
      dataFolder: join(folder, 'kafka'),
      logPath: join(folder, 'kafka.log'),
      port,
      throwAway: true,
      formatArguments: ['--add-scram', `SCRAM-SHA-512=[name=sync,password=${password}]`],
      settings: {
        listeners: [
          `PLAINTEXT://127.0.0.1:${port}`,
          `CONTROLLER://127.0.0.1:${controllerPort}`,
          `SECURE://127.0.0.1:${securePort}`,
          `MUTUAL://127.0.0.1:${mutualPort}`,
        ].join(','),
        'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
        'advertised.listeners': [
          `PLAINTEXT://127.0.0.1:${port}`,
          `SECURE://localhost:${securePort}`,
          `MUTUAL://localhost:${mutualPort}`,
        ].join(','),
        'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL,MUTUAL:SSL',
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
        'listener.name.secure.plain.sasl.jaas.config': plain,
        'listener.name.secure.scram-sha-512.sasl.jaas.config': scram,
        'listener.name.mutual.ssl.client.auth': 'required',
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.certificate.chain': oneLine(cert),
        'ssl.keystore.key': oneLine(key),
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.certificates': oneLine(authority.ca),
      },
    },
    await fetchJars(process.env),
    reaper,
  );
});
afterAll(async () => {
  await broker.stop();
  await reaper.finish();
});

/** The settings as a service reads them. */
function settings(change: Record<string, string>): KafkaSettings {
  const env = {
    KAFKA_BROKERS: `localhost:${securePort}`,
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA_FILE: authority.caFile,
    ...change,
  };
  return kafkaSettingsOf(readVariables(env, kafkaVariables, kafkaRule));
}

const account = (mechanism: string, secret = password) => ({
  KAFKA_SASL_MECHANISM: mechanism,
  KAFKA_SASL_USERNAME: 'sync',
  KAFKA_SASL_PASSWORD: secret,
});

async function sendAndReceive(secured: KafkaSettings): Promise<void> {
  const kafka = await createKafka({ ...secured, source: 'test', log: silentLog() });
  const runId = randomUUID();
  const seen: string[] = [];
  const handler = handle(sliceDue, async (slice) => void seen.push(slice.runId));
  const consumer = await kafka.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 1, from: 'ALL' });
  await kafka.producer.send(sliceDue, [{ organizationId: 'acme', runId, shard: 0, epoch: 0 }]);
  await eventually(() => expect(seen).toContain(runId));
  await consumer.stop();
  await kafka.stop();
}

const refusal = async (secured: KafkaSettings) =>
  createKafka({ ...secured, source: 'test', log: silentLog() }).then(
    () => 'accepted',
    (error: Error) => error.message,
  );

test.each(['PLAIN', 'SCRAM-SHA-512'])('messages pass over TLS with %s', async (mechanism) => {
  await sendAndReceive(settings(account(mechanism)));
});

test('messages pass over TLS with a certificate of our own', async () => {
  const own = authority.sign('sync', 'DNS:sync');
  const files = { KAFKA_SSL_CERT_FILE: own.certFile, KAFKA_SSL_KEY_FILE: own.keyFile };
  await sendAndReceive(settings({ KAFKA_BROKERS: `localhost:${mutualPort}`, ...files }));
});

test.each(['PLAIN', 'SCRAM-SHA-512'])('a wrong password is refused by %s, and said without it', async (mechanism) => {
  const said = await refusal(settings(account(mechanism, 'not-the-password')));
  expect(said).toContain('does not accept KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
  expect(said).not.toContain('not-the-password');
});

test('a broker whose certificate another authority signed is refused', async () => {
  const said = await refusal(settings({ ...account('PLAIN'), KAFKA_SSL_CA_FILE: another.caFile }));
  expect(said).toContain('not signed by an authority of KAFKA_SSL_CA_FILE');
});

test('a broker whose certificate is for another host name is refused', async () => {
  const said = await refusal(settings({ ...account('PLAIN'), KAFKA_BROKERS: `127.0.0.1:${securePort}` }));
  expect(said).toContain('its certificate is for another host name');
});

test('the refusal by a broker that asks for a certificate says that ours is not accepted', async () => {
  const said = await refusal(settings({ KAFKA_BROKERS: `localhost:${mutualPort}` }));
  expect(said).toContain('does not accept our own certificate');
});
