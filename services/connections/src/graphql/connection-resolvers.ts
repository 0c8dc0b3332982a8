import { pageLength } from '@bucket-sync/shared/subgraph';
import { awsCliScript } from '../domain/aws/handoff/aws-cli.ts';
import { cloudFormationTemplate } from '../domain/aws/handoff/cloud-formation.ts';
import { terraformFile } from '../domain/aws/handoff/terraform.ts';
import { corsConfigurationText } from '../domain/aws/policies/cors.ts';
import { policyText } from '../domain/aws/policies/iam-text.ts';
import { permissionPolicy, trustPolicy } from '../domain/aws/policies/policies.ts';
import { remedyBeforeCheck, remedyOf } from '../domain/aws/remedies/remedy.ts';
import type { Connection } from '../domain/connection.ts';
import type { Health } from '../domain/health.ts';
import { overlapNotices } from '../domain/overlap.ts';
import { patternNotices } from '../domain/pattern-notices.ts';
import { nextStep } from '../domain/setup-step.ts';
import type { ConnectionsParts } from './parts-of-caller.ts';
import type { Resolvers } from './schema.generated.ts';
import type { ConnectionHealthMapper } from './schema.mappers.ts';

const HISTORY = { byDefault: 20, most: 100 };

/** Resolves the fields of a connection. A text to paste is made only when a query requests it. */
export const connectionResolvers: Pick<
  Resolvers,
  'BucketConnection' | 'ConnectionSetup' | 'SetupHandoff' | 'ConnectionHealth'
> = {
  BucketConnection: {
    // A run of a removed connection still has a connection: null would make the whole run null.
    __resolveReference: async ({ id }, context) => (await context.loadReferenced(id)) ?? null,
    provider: () => 'AWS_S3',
    bucketName: ({ bucket }) => bucket.bucketName,
    prefix: ({ bucket }) => bucket.prefix,
    region: ({ bucket }) => bucket.region,
    includePatterns: ({ includePatterns }) => [...includePatterns],
    excludePatterns: ({ excludePatterns }) => [...excludePatterns],
    dataset: ({ datasetId }) => ({ __typename: 'Dataset', id: datasetId }),
    setup: (connection) => connection,
    overlaps: (connection, _, context) => context.overlaps(connection),
    health: (connection) => ({ connection, health: connection.health, isCurrent: true }),
    async healthHistory(connection, { first }, context) {
      const checks = await context.history(connection.id, pageLength(first, HISTORY));
      return checks.map((health) => ({ connection, health, isCurrent: isCurrent(health, connection.health) }));
    },
  },

  ConnectionSetup: {
    nextStep,
    async notices(connection, _, context) {
      const overlaps = await context.overlaps(connection);
      return [...connection.notices, ...patternNotices(connection), ...overlapNotices(connection, overlaps)];
    },
    iamPolicy: ({ bucket }) => policyText(permissionPolicy(bucket)),
    trustPolicy: (connection) => policyText(trustPolicy(connection)),
    corsConfiguration: (_connection, _, context) => corsConfigurationText(context.consoleOrigin),
    handoff: ({ id: connectionId, bucket, principalArn, externalId }, _, context) => ({
      connectionId,
      bucket,
      principalArn,
      externalId,
      consoleOrigin: context.consoleOrigin,
    }),
  },

  SetupHandoff: {
    cloudFormation: cloudFormationTemplate,
    terraform: terraformFile,
    awsCli: awsCliScript,
  },

  ConnectionHealth: {
    indicator: ({ health }) => health.indicator,
    checkedAt: ({ health }) => (health.indicator === 'UNCHECKED' ? null : health.checkedAt),
    cause: ({ health }) => (health.indicator === 'UNCHECKED' ? null : health.cause),
    probes: ({ health }) => (health.indicator === 'UNCHECKED' ? [] : [...health.probes]),
    remedy: (view, _, context) => remedyOfView(view, context),
  },
};

/** Whether bucket and role are still those that this check used. */
function isCurrent(check: Health, now: Health): boolean {
  return check.indicator !== 'UNCHECKED' && now.indicator !== 'UNCHECKED' && check.id === now.id;
}

async function remedyOfView({ connection, health, isCurrent }: ConnectionHealthMapper, parts: ConnectionsParts) {
  const { consoleOrigin } = parts;
  if (health.indicator === 'UNCHECKED') return remedyBeforeCheck(await holderOf(connection, parts), consoleOrigin);
  const { cause, findings } = health;
  if (!isCurrent || (!cause && !findings.warnings)) return null;
  return remedyOf({ cause, findings, connection: await holderOf(connection, parts), consoleOrigin });
}

async function holderOf(connection: Connection, parts: ConnectionsParts) {
  return { ...connection, sharedWith: await parts.sharedWith(connection) };
}
