import { expect, test } from 'vitest';
import type { Addresses } from '../../src/settings/endpoints-file.ts';
import { addressLines } from '../../src/terminal/address-lines.ts';

const addresses: Addresses = {
  gatewayUrl: 'http://127.0.0.1:4000',
  consoleUrl: 'http://127.0.0.1:4000/',
  awsEndpointUrl: 'http://127.0.0.1:4566',
  kafkaBrokers: '127.0.0.1:9092',
  databaseUrl: 'postgres://127.0.0.1:5432',
  tokens: { acme: 'a', 'acme:viewer': 'v', globex: 'g', hobby: 'h' },
  customer: { accountId: '111122223333', accessKeyId: 'id', secretAccessKey: 'secret' },
};

test('the console comes first among the addresses that are shown', () => {
  const shown = addressLines(addresses, '/state').filter((line) => /^ {2}[A-Z]\w+( \w+)* {2,}/.test(line));
  expect(shown.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
    'Console',
    'GraphQL',
    'AWS',
    'Kafka',
    'All of it',
    'Logs',
  ]);
});
