import { Problem, problem } from '@bucket-sync/shared/problem';
import { parseLocation } from '../domain/aws/parse/parse-location.ts';
import type { BucketLocation, Connection } from '../domain/connection.ts';
import { parseName } from '../domain/parse-name.ts';
import type { Asker, OrganizationReader } from './organization-reader.ts';
import type { Principals } from './principals.ts';

export interface CreateInput {
  datasetId: string;
  name: string;
  bucketName: string;
  prefix?: string | null;
  region: string;
}

interface NewConnection {
  id: string;
  organizationId: string;
  datasetId: string;
  name: string;
  bucket: BucketLocation;
  notices: readonly string[];
  principalArn: string;
  externalId: string;
}

export interface CreateParts {
  connections: {
    insertPending(connection: NewConnection): Promise<void>;
    publish(connection: NewConnection): Promise<void>;
    deletePending(id: string): Promise<void>;
    find(organizationId: string, id: string): Promise<Connection | undefined>;
  };
  organizations: OrganizationReader;
  principals: Principals;
  newId: () => string;
  newExternalId: () => string;
}

/**
 * Wizard step 1. The principal exists in IAM before anybody sees its ARN: IAM refuses a trust policy that names a missing
 * one.
 *
 * @throws AppError PEER_UNAVAILABLE, AWS_UNAVAILABLE (retryable), PLATFORM_CREDENTIALS: nothing was made
 */
export async function createConnection(
  parts: CreateParts,
  asker: Asker,
  input: CreateInput,
): Promise<Connection | Problem> {
  const name = parseName(input.name);
  if (name instanceof Problem) return name;
  const location = parseLocation(input);
  if (location instanceof Problem) return location;
  const refusal = await whyNotAllowed(parts.organizations, asker, input.datasetId);
  if (refusal) return refusal;

  const id = parts.newId();
  const connection: NewConnection = {
    id,
    organizationId: asker.organizationId,
    datasetId: input.datasetId,
    ...name,
    ...location,
    principalArn: parts.principals.arnFor(id),
    externalId: parts.newExternalId(),
  };
  await parts.connections.insertPending(connection);
  if ((await parts.principals.ensure(id)) === 'LIMIT') {
    await parts.connections.deletePending(id);
    return problem(
      'NOT_ALLOWED_NOW',
      'Our AWS account has no room for another principal at the moment. Nothing was made and nothing is wrong with your input; we have to raise a limit first.',
    );
  }
  await parts.connections.publish(connection);
  return (await parts.connections.find(asker.organizationId, id))!;
}

const BILLING = 'Who manages your organization can change its plan and its data rows under Billing.';

async function whyNotAllowed(organizations: OrganizationReader, asker: Asker, datasetId: string) {
  const { plan, dataRows, hasDataset } = await organizations.read(asker, datasetId);
  if (plan === 'FREE') {
    return problem(
      'PLAN_REQUIRED',
      `Connecting a bucket needs a paid plan, and your organization has the free one. ${BILLING} Then try again.`,
    );
  }
  if (dataRows.remaining <= 0) {
    return problem(
      'QUOTA_EXHAUSTED',
      `All ${dataRows.limit} data rows of this month are used, so nothing could be synced from a new connection. New ones come ` +
        `on ${dataRows.resetsAt.toISOString().slice(0, 10)} at 00:00 UTC. ${BILLING}`,
    );
  }
  if (!hasDataset) return problem('NOT_FOUND', 'There is no dataset by this id.', 'datasetId');
  return undefined;
}
