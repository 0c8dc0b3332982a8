import { AppError } from '@bucket-sync/shared/errors';
import type { Connection } from '../domain/connection.ts';
import { connectionSetup } from '../domain/connection-setup.ts';
import type { Health } from '../domain/health.ts';
import { remedyBeforeCheck, remedyOf } from '../domain/remedy.ts';
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
      const checks = await api.history(id, historyLength(first));
      return checks.map((check) => viewHealth(connection, check, api.consoleOrigin, isCurrent(check, health)));
    },
  };
}

/** As the schema has it; an explicit null means the same. */
const HISTORY_DEFAULT = 20;
const HISTORY_LIMIT = 100;

/** @throws AppError BAD_REQUEST */
function historyLength(first: number | null): number {
  const length = first ?? HISTORY_DEFAULT;
  if (length >= 1 && length <= HISTORY_LIMIT) return length;
  throw new AppError('BAD_REQUEST', { why: `first is from 1 to ${HISTORY_LIMIT}` });
}

/** The check that the heart shows now: the bucket and the role are still those that it saw. */
function isCurrent(check: Health, now: Health): boolean {
  if (check.indicator === 'UNCHECKED' || now.indicator === 'UNCHECKED') return false;
  return check.checkedAt.getTime() === now.checkedAt.getTime();
}

/** A remedy names the bucket and the role of today, so an old check has none. */
function viewHealth(connection: Connection, health: Health, consoleOrigin: string, hasRemedy = true) {
  if (health.indicator === 'UNCHECKED') {
    return { indicator: 'UNCHECKED', probes: [], remedy: () => remedyBeforeCheck(connection, consoleOrigin) };
  }
  const { indicator, checkedAt, cause, probes, findings } = health;
  return {
    indicator,
    checkedAt,
    cause,
    probes,
    remedy: () => (hasRemedy ? remedyOf({ cause, connection, findings, consoleOrigin }) : null),
  };
}
