import type { World } from './world.ts';
import { DATASET_ID } from './world.ts';

export interface ShownProbe {
  name: string;
  verdict: string;
  evidence: string | null;
  durationMs: number;
}

export interface ShownConnection {
  __typename: 'BucketConnection';
  id: string;
  name: string;
  bucketName: string;
  prefix: string;
  region: string;
  principalArn: string;
  externalId: string;
  roleArn: string | null;
  setup: {
    nextStep: string;
    notices: string[];
    iamPolicy: string;
    trustPolicy: string;
    corsConfiguration: string;
    handoff: { awsCli: string; terraform: string; cloudFormation: string };
  };
  health: {
    indicator: string;
    checkedAt: string | null;
    cause: string | null;
    remedy: string | null;
    probes: ShownProbe[];
  };
}

export interface ShownProblem {
  __typename: 'Problem';
  code: string;
  message: string;
  field: string | null;
}

const CONNECTION = `
    __typename id name bucketName prefix region principalArn externalId roleArn
    setup { nextStep notices iamPolicy trustPolicy corsConfiguration handoff { awsCli terraform cloudFormation } }
    health { indicator checkedAt cause remedy probes { name verdict evidence durationMs } }`;
const OUTCOME = `__typename ... on Problem { code message field } ... on BucketConnection { ${CONNECTION} }`;

type Member = ReturnType<World['as']>;
type Outcome = ShownConnection | ShownProblem;

/** Runs the steps of the wizard as one member of an organization. */
export function wizardOf(member: Member) {
  const mutate = async (field: string, types: string, variables: Record<string, unknown>): Promise<Outcome> => {
    const names = [...types.matchAll(/\$(\w+)/g)].map(([, name]) => `${name}: $${name}`).join(', ');
    const data = await member.ask<Record<string, Outcome>>(
      `mutation(${types}) { ${field}(${names}) { ${OUTCOME} } }`,
      variables,
    );
    return data[field]!;
  };
  return {
    create: (input: Record<string, unknown>) =>
      mutate('createBucketConnection', '$input: CreateBucketConnectionInput!', {
        input: { datasetId: DATASET_ID, name: 'Street scenes', prefix: 'train/', region: 'us-east-1', ...input },
      }),
    update: (id: string, input: Record<string, unknown>) =>
      mutate('updateBucketConnection', '$id: ID!, $input: UpdateBucketConnectionInput!', { id, input }),
    submitRole: (id: string, roleArn: string) =>
      mutate('submitRoleArn', '$id: ID!, $roleArn: String!', { id, roleArn }),
    check: (id: string) => mutate('checkBucketConnection', '$id: ID!', { id }),
    read: async (id: string) => {
      const data = await member.ask<{ bucketConnection: ShownConnection | null }>(
        `query($id: ID!) { bucketConnection(id: $id) { ${CONNECTION} } }`,
        { id },
      );
      return data.bucketConnection;
    },
  };
}

export function shown(outcome: Outcome): ShownConnection {
  if (outcome.__typename === 'Problem') throw new Error(`a Problem: ${JSON.stringify(outcome)}`);
  return outcome;
}

export function problemOf(outcome: Outcome): ShownProblem {
  if (outcome.__typename !== 'Problem') throw new Error('no Problem');
  if (!/^[A-Z"].*\.$/s.test(outcome.message)) throw new Error(`no whole sentence: ${outcome.message}`);
  return outcome;
}

/** A complete setup without a fault: bucket, policies, CORS, role and ARN. */
export async function connect(
  world: World,
  member: Member,
  options: { bucketName?: string; prefix?: string; region?: string } = {},
): Promise<ShownConnection> {
  const { prefix = 'train/', region = 'us-east-1' } = options;
  const bucketName = options.bucketName ?? (await world.customer.makeBucket(region));
  const wizard = wizardOf(member);
  const { id, setup } = shown(await wizard.create({ bucketName, prefix, region }));
  const roleArn = await world.customer.makeRole(setup.trustPolicy, setup.iamPolicy);
  await world.customer.setCors(bucketName, setup.corsConfiguration, region);
  return shown(await wizard.submitRole(id, roleArn));
}
