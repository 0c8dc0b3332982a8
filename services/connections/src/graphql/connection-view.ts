import { AppError } from '@bucket-sync/shared/errors';
import { connectionSetup } from '../domain/aws/connection-setup.ts';
import type { RoleHolder } from '../domain/aws/remedies/paste-policy.ts';
import { remedyBeforeCheck, remedyOf } from '../domain/aws/remedies/remedy.ts';
import type { Connection } from '../domain/connection.ts';
import type { Health } from '../domain/health.ts';
import type { ConnectionsApi } from './parts-of-caller.ts';

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
    health: () => viewHealth(connection, health, api),
    healthHistory: async ({ first }: { first: number | null }) => {
      const checks = await api.history(id, historyLength(first));
      return checks.map((check) => viewHealth(connection, check, api, isCurrent(check, health)));
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
function viewHealth(connection: Connection, health: Health, api: ConnectionsApi, hasRemedy = true) {
  if (health.indicator === 'UNCHECKED') {
    const remedy = async () => remedyBeforeCheck(await holderOf(connection, api), api.consoleOrigin);
    return { indicator: 'UNCHECKED', probes: [], remedy };
  }
  const { indicator, checkedAt, cause, probes, findings } = health;
  return {
    indicator,
    checkedAt,
    cause,
    probes,
    remedy: async () => {
      if (!hasRemedy || (!cause && !findings.warnings)) return null;
      const { consoleOrigin } = api;
      return remedyOf({ cause, connection: await holderOf(connection, api), findings, consoleOrigin });
    },
  };
}

async function holderOf(connection: Connection, api: ConnectionsApi): Promise<RoleHolder> {
  return { ...connection, sharedWith: await api.sharedWith(connection) };
}
