import { join } from 'node:path';
import { databaseRule, databaseTlsOf, databaseVariables, readVariables } from '@bucket-sync/shared/config';
import { buildConsole } from '../console/build-console.ts';
import { issueToken, type Role } from '../issuer/issue-token.ts';
import { readTokenSeconds } from '../issuer/provider-settings.ts';
import { loadOrCreateSigningKey, type SigningKey } from '../issuer/signing-key.ts';
import { startIssuer } from '../issuer/start-issuer.ts';
import { requireFreePorts } from '../ports/require-free-ports.ts';
import { createServiceDatabase } from '../postgres/service-database.ts';
import { startReaper } from '../processes/start-reaper.ts';
import { withProcessRegistry } from '../processes/with-process-registry.ts';
import { givenAws, sandboxAccounts } from '../settings/accounts.ts';
import { type Addresses, endpointsFile } from '../settings/endpoints-file.ts';
import { address, type Part, readPorts, requestedPorts } from '../settings/ports.ts';
import { keptSecrets } from '../settings/secrets.ts';
import type { Steps } from '../terminal/steps.ts';
import type { Infrastructure } from './service-environment.ts';
import { type StackContext, startBroker, startOwnPostgres, startSandbox } from './start-infrastructure.ts';
import { startServices } from './start-services.ts';

export interface Stack {
  addresses: Addresses;
  /** Database of the assets service; its command that sets plans needs it. */
  assetsDatabaseUrl: string;
  /** Writes endpoints.json, which tells other programs that the stack is ready. */
  announce(): void;
}

/** Every start issues new tokens. */
const TOKEN_HOURS = 24;

/**
 * Starts PostgreSQL, Kafka, the sandbox and the token issuer in parallel, and then the four services.
 * DATABASE_URL, KAFKA_BROKERS and AWS_ENDPOINT_URL name running servers that are used instead.
 *
 * @param onStop  receives what to stop, in the order it was started, also when the start fails half way
 * @throws Error for the terminal: what is missing or taken, or the end of the log of the part that did not start
 */
export async function startStack(options: {
  env: NodeJS.ProcessEnv;
  stateFolder: string;
  steps: Steps;
  onStop: StackContext['onStop'];
}): Promise<Stack> {
  const { env, stateFolder, steps, onStop } = options;
  const ports = readPorts(env);
  const secrets = keptSecrets(join(stateFolder, 'secrets.json'));
  const awsElsewhere = givenAws(env);
  const reaper = await withProcessRegistry(startReaper(), join(stateFolder, 'processes.json'), steps.say);
  // The reaper is stopped last: it also stops parts that were still starting when another part failed.
  onStop(reaper.finish);
  const file = endpointsFile(stateFolder);
  file.remove();
  reaper.removeAtEnd(file.path);
  onStop(async () => file.remove());

  const elsewhere: Part[] = [];
  if (env.DATABASE_URL) elsewhere.push('postgres');
  if (env.KAFKA_BROKERS) elsewhere.push('kafka');
  if (awsElsewhere) elsewhere.push('sandbox');
  await requireFreePorts(requestedPorts(ports, elsewhere));

  const context: StackContext = { stateFolder, ports, secrets, reaper, steps, onStop };
  const key = await loadOrCreateSigningKey(join(stateFolder, 'issuer-key.json'));
  const [databaseUrl, kafkaBrokers, aws, issuer] = await Promise.all([
    env.DATABASE_URL ?? steps.run('Starting PostgreSQL', () => startOwnPostgres(context)),
    env.KAFKA_BROKERS ?? steps.run('Starting Apache Kafka', () => startBroker(context)),
    awsElsewhere ?? steps.run('Starting the AWS sandbox', () => startSandbox(context, sandboxAccounts(secrets))),
    startIssuer(key, '127.0.0.1', ports.issuer, {
      consoleOrigins: [address(ports.gateway)],
      tokenSeconds: readTokenSeconds(env),
    }),
    steps.run('Building the console', buildConsole),
  ]);
  onStop(issuer.stop);
  const tls = env.DATABASE_URL ? databaseTlsOf(readVariables(env, databaseVariables, databaseRule)) : undefined;
  const infrastructure: Infrastructure = {
    ports,
    secrets,
    kafkaBrokers,
    databaseUrls: {
      connections: await createServiceDatabase(databaseUrl, 'connections', tls),
      sync: await createServiceDatabase(databaseUrl, 'sync', tls),
      assets: await createServiceDatabase(databaseUrl, 'assets', tls),
    },
    issuerUrl: issuer.url,
    jwksUrl: issuer.jwksUrl,
    aws,
  };

  const addresses: Addresses = {
    gatewayUrl: address(ports.gateway),
    consoleUrl: `${address(ports.gateway)}/`,
    awsEndpointUrl: aws.endpointUrl,
    kafkaBrokers,
    databaseUrl,
    tokens: await tokens(key),
    customer: aws.customer,
  };
  let isAnnounced = false;
  const runningServices = await steps.run('Starting connections, sync, assets and the gateway', () =>
    startServices(context, infrastructure, () => {
      if (isAnnounced) write();
    }),
  );
  const write = () => file.write({ ...addresses, processes: runningServices() });
  return {
    addresses,
    assetsDatabaseUrl: infrastructure.databaseUrls.assets,
    announce() {
      isAnnounced = true;
      write();
    },
  };
}

async function tokens(key: SigningKey): Promise<Addresses['tokens']> {
  const token = (organization: string, role: Role) =>
    issueToken({ subject: `${role.toLowerCase()}@${organization}`, organization, role, hours: TOKEN_HOURS }, key);
  return {
    acme: await token('acme', 'EDITOR'),
    'acme:viewer': await token('acme', 'VIEWER'),
    globex: await token('globex', 'EDITOR'),
    hobby: await token('hobby', 'EDITOR'),
  };
}
