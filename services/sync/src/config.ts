import {
  dataRowPricesOf,
  dataRowVariables,
  infrastructureOf,
  infrastructureRule,
  infrastructureVariables,
  readVariables,
  s3SettingsOf,
  s3Variables,
  variable,
} from '@bucket-sync/shared/config';
import { z } from 'zod';
import type { SyncRole } from './kafka/handlers.ts';

const ROLES = ['api', 'list', 'inspect', 'tally'] as const;

/**
 * @throws AppError BAD_CONFIGURATION that names every bad variable
 * @see .env.example
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  const read = readVariables(
    env,
    {
      PORT: variable.port.default(4002),
      ...infrastructureVariables,
      CALLER_SECRET_SYNC: variable.secret,
      CALLER_SECRET_CONNECTIONS: variable.secret,
      CALLER_SECRET_ASSETS: variable.secret,
      CONNECTIONS_URL: variable.url,
      ASSETS_URL: variable.url,
      ...s3Variables,
      ...dataRowVariables,
      AWS_PATIENCE_SECONDS: variable.positiveInteger.default(600),
      REMOVAL_HOLD_FRACTION: z.coerce.number().min(0).max(1).default(0.2),
      RECHECK_SHARE: z.coerce.number().min(0).max(1).default(0.01),
      SYNC_ROLES: z
        .string()
        .default(ROLES.join(','))
        .transform((list) => list.split(',').map((role) => role.trim()))
        .pipe(z.array(z.enum(ROLES)).min(1)),
    },
    infrastructureRule,
  );
  return Object.freeze({
    port: read.PORT,
    ...infrastructureOf(read),
    callerSecret: read.CALLER_SECRET_SYNC,
    connections: { url: read.CONNECTIONS_URL, secret: read.CALLER_SECRET_CONNECTIONS },
    assets: { url: read.ASSETS_URL, secret: read.CALLER_SECRET_ASSETS },
    s3: s3SettingsOf(read),
    dataRowPrices: dataRowPricesOf(read),
    awsPatienceMs: read.AWS_PATIENCE_SECONDS * 1_000,
    removalHoldFraction: read.REMOVAL_HOLD_FRACTION,
    recheckShare: read.RECHECK_SHARE,
    roles: new Set<SyncRole>(read.SYNC_ROLES),
  });
}

export type SyncConfig = ReturnType<typeof readConfig>;
