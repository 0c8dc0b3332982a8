import { parsePatterns, type TypedPatterns } from '@bucket-sync/shared/patterns';
import { Problem, parseName, problem } from '@bucket-sync/shared/problem';
import { parseLocation } from '../domain/aws/parse/parse-location.ts';
import type { Connection, NewConnection } from '../domain/connection.ts';
import type { Caller, ConnectionStore, OrganizationReader, Principals } from '../domain/ports.ts';

export interface CreateInput extends TypedPatterns {
  datasetId: string;
  name: string;
  bucketName: string;
  prefix?: string | null | undefined;
  region: string;
}

interface CreateParts {
  connections: Pick<ConnectionStore, 'insertPending' | 'publish' | 'deletePending' | 'find' | 'hasFilled'>;
  organizations: OrganizationReader;
  principals: Principals;
  newId: () => string;
  newExternalId: () => string;
  /** The most connections of one organization. */
  maxConnections: number;
}

/**
 * Wizard step 1. The principal is created in IAM before its ARN is shown, because IAM refuses a trust policy that names
 * a missing principal.
 *
 * @throws AppError PEER_UNAVAILABLE, AWS_UNAVAILABLE (retryable), PLATFORM_CREDENTIALS: nothing was created
 */
export async function createConnection(
  parts: CreateParts,
  caller: Caller,
  input: CreateInput,
): Promise<Connection | Problem> {
  const name = parseName(input.name, 'the connection');
  if (name instanceof Problem) return name;
  const location = parseLocation(input);
  if (location instanceof Problem) return location;
  const patterns = parsePatterns(input);
  if (patterns instanceof Problem) return patterns;
  const refusal = await whyNotAllowed(parts, caller, input.datasetId, location.bucket.bucketName);
  if (refusal) return refusal;

  const id = parts.newId();
  const connection: NewConnection = {
    id,
    organizationId: caller.organizationId,
    datasetId: input.datasetId,
    ...name,
    ...location,
    includePatterns: patterns.includePatterns ?? [],
    excludePatterns: patterns.excludePatterns ?? [],
    principalArn: parts.principals.arnFor(id),
    externalId: parts.newExternalId(),
  };
  if (!(await parts.connections.insertPending(connection, parts.maxConnections))) {
    return problem(
      'NOT_ALLOWED_NOW',
      `Your organization has ${parts.maxConnections} connections, which is the limit. Remove one that is not ` +
        'needed, then try again.',
    );
  }
  if ((await parts.principals.ensure(id)) === 'LIMIT') {
    await parts.connections.deletePending(id);
    return problem(
      'NOT_ALLOWED_NOW',
      'Our AWS account has no room for another principal at the moment. Nothing was created and nothing is wrong ' +
        'with your input; we have to raise a limit first.',
    );
  }
  await parts.connections.publish(connection);
  return (await parts.connections.find(caller.organizationId, id))!;
}

const BILLING = 'The people who manage your organization can change its plan and its data rows under Billing.';

async function whyNotAllowed(
  { organizations, connections }: Pick<CreateParts, 'organizations' | 'connections'>,
  caller: Caller,
  datasetId: string,
  bucketName: string,
) {
  const { plan, dataRows, hasDataset } = await organizations.read(caller, datasetId);
  if (plan === 'FREE') {
    return problem(
      'PLAN_REQUIRED',
      `Connecting a bucket needs a paid plan, and your organization has the free one. ${BILLING} Then try again.`,
    );
  }
  const isOut = dataRows.remaining <= 0;
  if (isOut && !(await connections.hasFilled(caller.organizationId, datasetId, bucketName))) {
    return problem(
      'QUOTA_EXHAUSTED',
      `All ${dataRows.limit} data rows of this month are used, so a new connection could sync nothing. New ones come ` +
        `on ${dataRows.resetsAt.toISOString().slice(0, 10)} at 00:00 UTC. ${BILLING}`,
    );
  }
  if (!hasDataset) return problem('NOT_FOUND', 'There is no dataset by this id.', 'datasetId');
  return undefined;
}
