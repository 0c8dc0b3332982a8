import {
  infrastructureOf,
  infrastructureRule,
  infrastructureVariables,
  readVariables,
  s3SettingsOf,
  s3Variables,
  variable,
} from '@bucket-sync/shared/config';
import { z } from 'zod';

/** All replicas share this consumer group. Each test service has its own. */
const CONSUMER_GROUP: string = 'connections.runs';

/**
 * The SDK reads AWS's own settings itself.
 *
 * @throws AppError BAD_CONFIGURATION that names every bad variable
 * @see .env.example
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  const read = readVariables(
    env,
    {
      PORT: variable.port.default(4001),
      ...infrastructureVariables,
      CALLER_SECRET_CONNECTIONS: variable.secret,
      CALLER_SECRET_ASSETS: variable.secret,
      ASSETS_URL: variable.url,
      CONSOLE_ORIGIN: variable.url,
      PLATFORM_ACCOUNT_ID: z.string().regex(/^\d{12}$/, 'not 12 digits'),
      PRINCIPAL_STRATEGY: z.enum(['per-connection', 'shared']).default('per-connection'),
      AWS_REGION: z.string(),
      ...s3Variables,
      CONNECTION_CHECK_INTERVAL_HOURS: z.coerce.number().positive().default(24),
      MAX_CONNECTIONS_PER_ORGANIZATION: variable.positiveInteger.default(200),
      IAM_SETTLE_SECONDS: z.coerce.number().min(0).default(30),
    },
    infrastructureRule,
  );
  return Object.freeze({
    port: read.PORT,
    ...infrastructureOf(read),
    callerSecret: read.CALLER_SECRET_CONNECTIONS,
    assets: { url: read.ASSETS_URL, secret: read.CALLER_SECRET_ASSETS },
    consoleOrigin: new URL(read.CONSOLE_ORIGIN).origin,
    platformAccountId: read.PLATFORM_ACCOUNT_ID,
    principalStrategy: read.PRINCIPAL_STRATEGY,
    s3: s3SettingsOf(read),
    checkIntervalMs: read.CONNECTION_CHECK_INTERVAL_HOURS * 3_600_000,
    consumerGroup: CONSUMER_GROUP,
    maxConnections: read.MAX_CONNECTIONS_PER_ORGANIZATION,
    settleMs: read.IAM_SETTLE_SECONDS * 1000,
  });
}

export type Config = ReturnType<typeof readConfig>;
