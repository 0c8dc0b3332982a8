import type { Caller } from '@bucket-sync/shared/auth';
import type { HealthCause } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import type { SubgraphClient } from '@bucket-sync/shared/subgraph';
import type { BucketTarget, ConnectionView, FileContent } from '../domain/ports.ts';

/** The connections subgraph's answer for one bucket: temporary credentials and the bucket's location. */
export interface SessionAnswer {
  bucketName: string;
  prefix: string;
  region: string;
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: string;
}

/** The queries that this service sends to its peers, by their GraphQL. */
export interface Peers {
  /** The connection as the caller may see it; null when the organization has none by this id. */
  findConnection(caller: Caller, connectionId: string): Promise<ConnectionView | null>;
  /** Runs every probe now. */
  checkConnection(organizationId: string, connectionId: string): Promise<ConnectionView | null>;
  /**
   * @param insteadOf  the access key id of a session that S3 no longer accepts
   * @throws AppError with the connection's own cause when its role cannot be assumed
   */
  openSession(target: BucketTarget, insteadOf: string | null): Promise<SessionAnswer>;
  dataRowsLeft(caller: Caller): Promise<number>;
  /** Null when the organization has none by this id. */
  findAsset(caller: Caller, assetId: string): Promise<{ connectionId: string; objectKey: string } | null>;
  /** For each of 1,000 contents at most: whether an asset of the dataset has these bytes. */
  contentsInDataset(caller: Caller, datasetId: string, contents: readonly FileContent[]): Promise<boolean[]>;
}

const CONNECTION = 'id datasetId prefix includePatterns excludePatterns health { indicator cause remedy }';

interface ConnectionAnswer {
  id: string;
  datasetId: string;
  prefix: string;
  includePatterns: string[];
  excludePatterns: string[];
  health: { indicator: string; cause: HealthCause | null; remedy: string | null };
}

/**
 * @param checks  the connections service, with a deadline that is long enough for a check: IAM changes take up to 30 s
 *   to take effect
 */
export function createPeers(connections: SubgraphClient, checks: SubgraphClient, assets: SubgraphClient): Peers {
  const findConnection: Peers['findConnection'] = async (caller, id) => {
    const document = `query Connection($id: ID!) { bucketConnection(id: $id) { ${CONNECTION} } }`;
    const answer = await connections.ask<{ bucketConnection: ConnectionAnswer | null }>(caller, document, { id });
    return answer.bucketConnection && viewOf(answer.bucketConnection);
  };

  return {
    findConnection,

    async checkConnection(organizationId, id) {
      const document = `mutation Check($id: ID!) {
        checkBucketConnection(id: $id) { ... on BucketConnection { ${CONNECTION} } ... on Problem { code message } }
      }`;
      type Answer = { checkBucketConnection: ConnectionAnswer | { code: string; message: string } };
      const { checkBucketConnection: result } = await checks.ask<Answer>(asService(organizationId), document, {
        id,
      });
      if ('health' in result) return viewOf(result);
      // The connection was not checked: it has no role yet, or it was removed.
      const connection = await findConnection(asService(organizationId), id);
      return connection && { ...connection, isHealthy: false, remedy: result.message };
    },

    async openSession({ organizationId, connectionId, runId }, insteadOf) {
      const document = `query Session($connectionId: ID!, $runId: ID, $insteadOf: String) {
        bucketSession(connectionId: $connectionId, runId: $runId, insteadOf: $insteadOf) {
          bucketName prefix region accountId accessKeyId secretAccessKey sessionToken expiresAt
        }
      }`;
      const answer = await connections.ask<{ bucketSession: SessionAnswer | null }>(
        asService(organizationId),
        document,
        { connectionId, runId, insteadOf },
      );
      if (answer.bucketSession) return answer.bucketSession;
      throw notReachable(await findConnection(asService(organizationId), connectionId));
    },

    async dataRowsLeft(caller) {
      const document = 'query Rows { organization { dataRows { remaining } } }';
      const answer = await assets.ask<{ organization: { dataRows: { remaining: number } } }>(caller, document, {});
      return answer.organization.dataRows.remaining;
    },

    async findAsset(caller, id) {
      const document = 'query Asset($id: ID!) { asset(id: $id) { bucketConnectionId objectKey isConnected } }';
      type Answer = { asset: { bucketConnectionId: string; objectKey: string; isConnected: boolean } | null };
      const { asset } = await assets.ask<Answer>(caller, document, { id });
      return asset?.isConnected ? { connectionId: asset.bucketConnectionId, objectKey: asset.objectKey } : null;
    },

    async contentsInDataset({ organizationId }, datasetId, contents) {
      const document = `query Contents($datasetId: ID!, $contents: [FileContent!]!) {
        contentsInDataset(datasetId: $datasetId, contents: $contents)
      }`;
      const service = asService(organizationId);
      const answer = await assets.ask<{ contentsInDataset: boolean[] }>(service, document, { datasetId, contents });
      return answer.contentsInDataset;
    },
  };
}

const asService = (organizationId: string): Caller => ({ subject: 'service:sync', organizationId, role: 'SERVICE' });

/** The reason for no session: the connection was removed or is unhealthy, or AWS is unavailable (retryable). */
function notReachable(connection: ConnectionView | null): AppError {
  if (!connection) return new AppError('NOT_FOUND', { what: 'connection' });
  // Errors go to logs and topics, and the text of the fix holds the external id. So the error has only the cause.
  const cause = connection.cause ?? 'CONNECTION_NOT_HEALTHY';
  if (cause === 'AWS_UNAVAILABLE') return new AppError(cause, { why: 'the role could not be assumed' });
  return new AppError('CONNECTION_NOT_HEALTHY', { cause });
}

function viewOf({ id, datasetId, health, ...rule }: ConnectionAnswer): ConnectionView {
  const { indicator, cause, remedy } = health;
  const { prefix, includePatterns, excludePatterns } = rule;
  const keyRule = { prefix, includePatterns, excludePatterns };
  return { id, datasetId, isHealthy: indicator === 'GREEN_HEART', cause, remedy, keyRule };
}
