import type { Connection } from '../domain/connection.ts';
import { connectionSetup } from '../domain/connection-setup.ts';
import type { Health } from '../domain/health.ts';
import { remedyOf } from '../domain/remedy.ts';
import type { ConnectionsApi } from './ports.ts';

/** A connection as the schema shows it. */
export function viewConnection(connection: Connection, api: ConnectionsApi) {
  const { id, name, bucket, datasetId, createdAt, principalArn, externalId, roleArn, health } = connection;
  return {
    __typename: 'BucketConnection',
    id,
    name,
    provider: 'AWS_S3',
    ...bucket,
    datasetId,
    dataset: { __typename: 'Dataset', id: datasetId },
    createdAt,
    principalArn,
    externalId,
    roleArn,
    setup: () => connectionSetup(connection, api.consoleOrigin),
    health: () => viewHealth(connection, health, api.consoleOrigin),
    healthHistory: async ({ first }: { first: number | null }) => {
      const checks = await api.history(id, Math.max(0, Math.min(first ?? HISTORY_DEFAULT, HISTORY_LIMIT)));
      return checks.map((check) => viewHealth(connection, check, api.consoleOrigin));
    },
  };
}

/** As the schema has it; an explicit null means the same. */
const HISTORY_DEFAULT = 20;
const HISTORY_LIMIT = 100;

function viewHealth(connection: Connection, health: Health, consoleOrigin: string) {
  if (health.indicator === 'UNCHECKED') return { indicator: 'UNCHECKED', probes: [] };
  const { indicator, checkedAt, cause, probes, findings } = health;
  return {
    indicator,
    checkedAt,
    cause,
    probes,
    remedy: () => remedyOf({ cause, connection, findings, consoleOrigin }),
  };
}
