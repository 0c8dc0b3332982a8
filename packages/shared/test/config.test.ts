import { kafkaRule, kafkaSettingsOf, kafkaVariables, readVariables, variable } from '@bucket-sync/shared/config';
import { expect, test } from 'vitest';

test('every bad and missing variable is named at once, and no value is shown', () => {
  const read = () =>
    readVariables(
      { PORT: 'eighty', CALLER_SECRET_SYNC: 'too short to be a secret' },
      { PORT: variable.port, CALLER_SECRET_SYNC: variable.secret, DATABASE_URL: variable.url },
    );
  expect(read).toThrow(/PORT is not valid/);
  expect(read).toThrow(/CALLER_SECRET_SYNC is not valid: shorter than 32 characters/);
  expect(read).toThrow(/DATABASE_URL is missing/);
  expect(read).not.toThrow(/too short to be a secret/);
});

test('an empty variable counts as absent, so its default applies', () => {
  expect(readVariables({ LOG_LEVEL: '' }, { LOG_LEVEL: variable.logLevel })).toEqual({ LOG_LEVEL: 'info' });
});

const secured = {
  KAFKA_BROKERS: 'host:9093',
  KAFKA_SSL: 'true',
  KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
  KAFKA_SASL_USERNAME: 'sync',
  KAFKA_SASL_PASSWORD: 'a secret of the broker',
};

test.each([
  ['KAFKA_SASL_MECHANISM is not valid', { KAFKA_SASL_MECHANISM: 'GSSAPI' }],
  ['KAFKA_SASL_PASSWORD is missing', { KAFKA_SASL_PASSWORD: '' }],
  ['KAFKA_SASL_USERNAME is missing', { KAFKA_SASL_USERNAME: '' }],
  ['KAFKA_SASL_MECHANISM is missing', { KAFKA_SASL_MECHANISM: '' }],
  ['KAFKA_SSL must be true', { KAFKA_SSL: 'false', KAFKA_SASL_MECHANISM: 'PLAIN' }],
  ['KAFKA_SSL_CA_FILE is not valid: the file cannot be read', { KAFKA_SSL_CA_FILE: '/no/such/file' }],
  ['KAFKA_SSL_CA_FILE is not valid: the file holds no PEM', { KAFKA_SSL_CA_FILE: import.meta.filename }],
])('a broker whose settings do not fit together is refused: %s', (sentence, change) => {
  const read = () => readVariables({ ...secured, ...change }, kafkaVariables, kafkaRule);
  expect(read).toThrow(sentence);
  expect(read).not.toThrow(/a secret of the broker/);
});

test('a broker with TLS and SASL has its settings as they are', () => {
  expect(kafkaSettingsOf(readVariables(secured, kafkaVariables, kafkaRule))).toMatchObject({
    brokers: ['host:9093'],
    sasl: { mechanism: 'SCRAM-SHA-512', username: 'sync', password: 'a secret of the broker' },
  });
});
