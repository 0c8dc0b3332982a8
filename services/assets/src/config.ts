import {
  dataRowPricesOf,
  dataRowVariables,
  infrastructureOf,
  infrastructureRule,
  infrastructureVariables,
  readVariables,
  variable,
} from '@bucket-sync/shared/config';
import { z } from 'zod';
import { MAX_LISTED_DATASETS } from './domain/dataset.ts';
import { type OrganizationDefaults, PLANS } from './domain/organization.ts';

const ofNewOrganizations = {
  DEFAULT_PLAN: z.enum(PLANS).default('FREE'),
  DEFAULT_DATA_ROWS: z.coerce.number().int().min(0).max(2_147_483_647).default(1000),
};

/**
 * @throws AppError BAD_CONFIGURATION that names every bad variable
 * @see .env.example
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  const read = readVariables(
    env,
    {
      PORT: variable.port.default(4003),
      ...infrastructureVariables,
      CALLER_SECRET_ASSETS: variable.secret,
      PUBLIC_URL: variable.url.default('http://127.0.0.1:4000'),
      ...dataRowVariables,
      SKIP_HISTORY_DAYS: variable.positiveInteger.default(90),
      // A file that returns within a quarter gets its asset back.
      FORMER_ASSET_DAYS: variable.positiveInteger.min(90).default(400),
      MAX_DATASETS_PER_ORGANIZATION: variable.positiveInteger.max(MAX_LISTED_DATASETS).default(MAX_LISTED_DATASETS),
      ...ofNewOrganizations,
    },
    infrastructureRule,
  );
  return Object.freeze({
    port: read.PORT,
    ...infrastructureOf(read),
    callerSecret: read.CALLER_SECRET_ASSETS,
    publicUrl: read.PUBLIC_URL,
    dataRowPrices: dataRowPricesOf(read),
    skipHistoryDays: read.SKIP_HISTORY_DAYS,
    formerAssetDays: read.FORMER_ASSET_DAYS,
    maxDatasets: read.MAX_DATASETS_PER_ORGANIZATION,
    organizationDefaults: { plan: read.DEFAULT_PLAN, dataRowsLimit: read.DEFAULT_DATA_ROWS },
  });
}

/** @throws AppError BAD_CONFIGURATION */
export function readOrganizationDefaults(env: NodeJS.ProcessEnv): OrganizationDefaults {
  const read = readVariables(env, ofNewOrganizations);
  return { plan: read.DEFAULT_PLAN, dataRowsLimit: read.DEFAULT_DATA_ROWS };
}

export type AssetsConfig = ReturnType<typeof readConfig>;
