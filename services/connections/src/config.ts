import {
  infrastructureOf,
  infrastructureRule,
  infrastructureVariables,
  readVariables,
  variable,
} from '@bucket-sync/shared/config';
import { z } from 'zod';

/** All replicas share this consumer group. Each test service has its own. */
const CONSUMER_GROUP: string = 'connections.runs';

/** The settings of the connections service. The SDK reads AWS's own settings itself. */
export function readConfig(env: Record<string, string | undefined>) {
  const settings = readVariables(
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
      S3_FORCE_PATH_STYLE: variable.flag.default(false),
      AWS_REGION: z.string(),
      AWS_ENDPOINT_URL: variable.url.optional(),
      AWS_ENDPOINT_URL_S3: variable.url.optional(),
      CONNECTION_CHECK_INTERVAL_HOURS: z.coerce.number().positive().default(24),
      MAX_CONNECTIONS_PER_ORGANIZATION: z.coerce.number().int().positive().default(200),
      IAM_SETTLE_SECONDS: z.coerce.number().min(0).default(30),
    },
    infrastructureRule,
  );
  return Object.freeze({
    port: settings.PORT,
    ...infrastructureOf(settings),
    callerSecret: settings.CALLER_SECRET_CONNECTIONS,
    assets: { url: settings.ASSETS_URL, secret: settings.CALLER_SECRET_ASSETS },
    consoleOrigin: new URL(settings.CONSOLE_ORIGIN).origin,
    platformAccountId: settings.PLATFORM_ACCOUNT_ID,
    principalStrategy: settings.PRINCIPAL_STRATEGY,
    s3: {
      endpointUrl: settings.AWS_ENDPOINT_URL_S3 ?? settings.AWS_ENDPOINT_URL,
      forcePathStyle: settings.S3_FORCE_PATH_STYLE,
    },
    checkIntervalMs: settings.CONNECTION_CHECK_INTERVAL_HOURS * 3_600_000,
    consumerGroup: CONSUMER_GROUP,
    maxConnections: settings.MAX_CONNECTIONS_PER_ORGANIZATION,
    settleMs: settings.IAM_SETTLE_SECONDS * 1000,
  });
}

export type Config = ReturnType<typeof readConfig>;
