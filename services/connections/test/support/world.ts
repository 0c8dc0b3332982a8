import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@bucket-sync/aws-sandbox';
import type { Caller, CallerRole } from '@bucket-sync/shared/auth';
import { newId } from '@bucket-sync/shared/ids';
import type { Logger } from '@bucket-sync/shared/log';
import { OUTBOX_MIGRATIONS } from '@bucket-sync/shared/outbox';
import { createSubgraphClient } from '@bucket-sync/shared/subgraph';
import { createTestDatabase, kafkaBrokers, silentLog, type TestDatabase } from '@bucket-sync/shared/testing';
import { createPlatformPrincipals } from '../../src/aws/platform-principals.ts';
import { createRoleAssumer } from '../../src/aws/role-assumer.ts';
import { readConfig } from '../../src/config.ts';
import { createCheckStore } from '../../src/postgres/check-store.ts';
import { createConnectionStore } from '../../src/postgres/connection-store.ts';
import { MIGRATIONS, startService } from '../../src/service.ts';
import { sweepPrincipals } from '../../src/usecases/sweep-principals.ts';
import { ASSETS_SECRET, type Standing, startAssets } from './assets-stand-in.ts';
import { CUSTOMER, createCustomer } from './customer.ts';

const SECRET = 'connections-secret-of-32-characters-or-more';
export const ORIGIN = 'https://console.example';
export const PLATFORM_ACCOUNT_ID = '277710232653';
export const DATASET_ID = '0193b0c0-0000-7000-8000-00000000d5e7';

const PLATFORM = {
  accountId: PLATFORM_ACCOUNT_ID,
  alias: 'platform',
  accessKeyId: 'AKIAPLATFORM00000001',
  secretAccessKey: 'platform-secret-access-key',
};

/** The real service with a real database and broker, the sandbox's AWS and a stand-in for assets. */
export async function startWorld(options: { env?: Record<string, string>; log?: Logger } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'connections-test-'));
  const sandbox = await startSandbox({ dataDir, accounts: [PLATFORM, CUSTOMER] });
  const database = await createTestDatabase([OUTBOX_MIGRATIONS, MIGRATIONS]);
  const standings = new Map<string, Standing>();
  const assets = await startAssets(
    (organizationId) => standings.get(organizationId) ?? { plan: 'PAID', remaining: 100, datasetIds: [DATASET_ID] },
  );
  pointSdkAt(sandbox);
  const env = serviceEnv(sandbox, database, assets.url, options.env);
  // Test files share a broker. In one consumer group they would take each other's messages.
  const config = { ...readConfig(env), consumerGroup: `connections.runs.${newId()}` };
  const service = await startService(config, options.log ?? silentLog());
  const client = createSubgraphClient({ service: 'connections', url: service.url, secret: SECRET, deadlineMs: 60_000 });
  return {
    sandbox,
    database,
    service,
    standings,
    env,
    customer: createCustomer(sandbox),
    /** Queries as a member of the given organization, by default of a new one. */
    as: (organizationId: string = newId(), role: CallerRole = 'EDITOR') => {
      const caller: Caller = { subject: 'ann', organizationId, role };
      return {
        organizationId,
        ask: <Data>(document: string, variables: Record<string, unknown> = {}) =>
          client.ask<Data>(caller, document, variables),
      };
    },
    stopAssets: () => assets.stop(),
    /** The work that the service does every minute without a request. @returns the ids of principals that are left */
    async sweep() {
      const left: string[] = [];
      await sweepPrincipals({
        connections: createConnectionStore(database.pool, () => {}),
        principals: createPlatformPrincipals({ accountId: PLATFORM_ACCOUNT_ID, strategy: 'per-connection' }),
        onPrincipalLeft: (_error, id) => left.push(id),
      });
      return left;
    },
    /** The store from which another replica would read its checks. */
    checkStore: () => createCheckStore(database.pool, () => {}),
    assumeAs: (principalArn: string, roleArn: string) =>
      createRoleAssumer().assume({ principalArn, roleArn, region: 'us-east-1', sessionName: 'a-test' }),
    async stop() {
      await service.stop();
      await assets.stop();
      await sandbox.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

/** Sets the variables that the SDK reads. */
function pointSdkAt(sandbox: Sandbox): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: PLATFORM.accessKeyId,
    AWS_SECRET_ACCESS_KEY: PLATFORM.secretAccessKey,
  });
}

function serviceEnv(sandbox: Sandbox, database: TestDatabase, assetsUrl: string, more: Record<string, string> = {}) {
  return {
    PORT: '0',
    DATABASE_URL: database.url,
    KAFKA_BROKERS: kafkaBrokers().join(','),
    CALLER_SECRET_CONNECTIONS: SECRET,
    CALLER_SECRET_ASSETS: ASSETS_SECRET,
    ASSETS_URL: assetsUrl,
    CONSOLE_ORIGIN: ORIGIN,
    PLATFORM_ACCOUNT_ID,
    S3_FORCE_PATH_STYLE: 'true',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: sandbox.url,
    IAM_SETTLE_SECONDS: '0',
    SHUTDOWN_GRACE_SECONDS: '0',
    ...more,
  };
}
