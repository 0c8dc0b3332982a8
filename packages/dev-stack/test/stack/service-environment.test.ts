import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../src/project-root.ts';
import { sandboxAccounts } from '../../src/settings/accounts.ts';
import { readPorts, SERVICES } from '../../src/settings/ports.ts';
import { type Infrastructure, serviceEnvironment } from '../../src/stack/service-environment.ts';

const secrets = {
  postgresPassword: 'p',
  callerSecrets: { connections: 'secret of connections', sync: 'secret of sync', assets: 'secret of assets' },
  platform: { accessKeyId: 'AKIAPLATFORM', secretAccessKey: 'platform secret' },
  customer: { accessKeyId: 'AKIACUSTOMER', secretAccessKey: 'customer secret' },
};
const infrastructure: Infrastructure = {
  ports: readPorts({}),
  secrets,
  kafkaBrokers: '127.0.0.1:9092',
  databaseUrls: { connections: 'postgres://c', sync: 'postgres://s', assets: 'postgres://a' },
  issuerUrl: 'http://127.0.0.1:4005',
  jwksUrl: 'http://127.0.0.1:4005/.well-known/jwks.json',
  aws: { endpointUrl: 'http://127.0.0.1:4566', ...sandboxAccounts(secrets) },
};
const inherited = { PATH: '/bin', AWS_PROFILE: 'my own', AWS_SESSION_TOKEN: 'my own', CUSTOMER_ACCESS_KEY_ID: 'x' };
const environments = SERVICES.map(
  (service) => [service, serviceEnvironment(service, infrastructure, inherited)] as const,
);

test('only the connections service receives the keys of our account', () => {
  const holders = environments.filter(([, env]) => Object.values(env).includes('platform secret'));
  expect(holders.map(([service]) => service)).toEqual(['connections']);
});

test.each(environments)('%s receives neither the customer’s keys nor the AWS settings of this process', (_, env) => {
  expect(Object.values(env)).not.toContain('customer secret');
  expect(Object.values(env)).not.toContain('my own');
  expect(env).not.toHaveProperty('CUSTOMER_ACCESS_KEY_ID');
  expect(env.PATH).toBe('/bin');
});

test('every variable of a service is in .env.example', () => {
  const example = readFileSync(join(projectRoot, '.env.example'), 'utf8');
  const known = new Set([...example.matchAll(/^#?([A-Z0-9_]+)=/gm)].map((match) => match[1]));
  // .env.example refers to the SDK's documentation for these names.
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'PATH']) known.add(name);
  const set = new Set(environments.flatMap(([, env]) => Object.keys(env)));
  expect([...set].filter((name) => !known.has(name))).toEqual([]);
});

test('a value that is no port is refused with the name of its variable', () => {
  expect(() => readPorts({ GATEWAY_PORT: 'http', SYNC_PORT: '70000' })).toThrow(/GATEWAY_PORT=http.*\nSYNC_PORT=70000/);
});
