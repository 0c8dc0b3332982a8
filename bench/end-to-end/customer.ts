import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { askGateway } from './ask-gateway.ts';
import type { BenchStack } from './stack.ts';

/** A front end and a customer of the stack: what the bench does by GraphQL and in the customer's account. */
export interface Customer {
  /** A new dataset with a connection to the stand-in's bucket, or to a folder of it, checked. */
  connect(bucketName: string, prefix?: string): Promise<{ datasetId: string; connectionId: string }>;
  /** Starts a sync and waits for its end. */
  sync(connectionId: string): Promise<EndedRun>;
  /** @returns the id of the run */
  start(connectionId: string): Promise<string>;
  /** Waits for the end of a run, or until it is held. */
  ended(runId: string): Promise<EndedRun>;
  cancel(runId: string): Promise<void>;
}

export interface EndedRun {
  state: string;
  requestedAt: string;
  /** Null while the run is held. */
  finishedAt: string | null;
  progress: { listed: number; unchanged: number; added: number; updated: number; skipped: number; removed: number };
}

/** The queries name the fields. A missing field fails where it is used. */
interface GraphqlAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: each query names the shape that it reads
  data: any;
  errors?: { message: string }[];
}

const POLL_MS = 100;
const CONNECTION = '... on BucketConnection { id setup { iamPolicy trustPolicy } health { indicator cause remedy } }';
const PROBLEM = '... on Problem { code message }';

export function createCustomer(stack: BenchStack): Customer {
  const { accessKeyId, secretAccessKey } = stack.customer;
  const iam = new IAMClient({
    region: 'us-east-1',
    endpoint: stack.awsEndpointUrl,
    credentials: { accessKeyId, secretAccessKey },
  });
  let connections = 0;

  const ask = async (query: string, variables: object = {}) => {
    const response = await askGateway(stack, { query, variables });
    const { data, errors }: GraphqlAnswer = JSON.parse(await response.text());
    const problem = errors?.[0]?.message ?? Object.values<{ message?: string } | null>(data)[0]?.message;
    if (problem) throw new Error(problem);
    return data;
  };

  const customer: Customer = {
    async connect(bucketName, prefix) {
      connections += 1;
      const name = `bench ${connections}`;
      const { createDataset } = await ask(
        `mutation ($name: String!) { createDataset(name: $name) { ... on Dataset { id } ${PROBLEM} } }`,
        { name },
      );
      const input = { datasetId: createDataset.id, name, bucketName, prefix, region: 'eu-central-1' };
      const { createBucketConnection: made } = await ask(
        `mutation ($input: CreateBucketConnectionInput!) {
          createBucketConnection(input: $input) { ${CONNECTION} ${PROBLEM} }
        }`,
        { input },
      );
      const RoleName = name.replace(' ', '-');
      const { trustPolicy, iamPolicy } = made.setup;
      const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustPolicy }));
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument: iamPolicy }));
      const { submitRoleArn } = await ask(
        `mutation ($id: ID!, $roleArn: String!) { submitRoleArn(id: $id, roleArn: $roleArn) { ${CONNECTION} ` +
          `${PROBLEM} } }`,
        { id: made.id, roleArn: Role!.Arn },
      );
      const { indicator, cause, remedy } = submitRoleArn.health;
      if (indicator !== 'GREEN_HEART') throw new Error(`the stand-in's connection is not healthy: ${cause}. ${remedy}`);
      return { datasetId: createDataset.id, connectionId: made.id };
    },

    async start(connectionId) {
      const { startSync } = await ask(
        `mutation ($id: ID!) { startSync(connectionId: $id) { ... on SyncRun { id } ${PROBLEM} } }`,
        { id: connectionId },
      );
      return startSync.id;
    },

    async ended(id) {
      for (;;) {
        const { syncRun } = await ask(
          `query ($id: ID!) { syncRun(id: $id) {
            state requestedAt finishedAt failure { message }
            progress { listed unchanged added updated skipped removed } } }`,
          { id },
        );
        if (syncRun.state === 'FAILED') throw new Error(`the sync failed: ${syncRun.failure.message}`);
        if (!['QUEUED', 'RUNNING'].includes(syncRun.state)) return syncRun;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },

    async sync(connectionId) {
      return customer.ended(await customer.start(connectionId));
    },

    async cancel(id) {
      await ask(`mutation ($id: ID!) { cancelSync(runId: $id) { ... on SyncRun { id } ${PROBLEM} } }`, { id });
    },
  };
  return customer;
}
