import { setTimeout as delay } from 'node:timers/promises';
import type { Pasted } from '../sample/grant-role.ts';
import type { GraphqlClient } from './graphql-client.ts';
import { type Problem, unlessProblem } from './unless-problem.ts';

export interface BucketToConnect {
  datasetName: string;
  connectionName: string;
  bucketName: string;
  region: string;
  /** The customer's part: makes the role in AWS from the texts of the wizard and returns its ARN. */
  grant: (pasted: Pasted) => Promise<string>;
  say: (line: string) => void;
}

export interface ConnectedBucket {
  datasetId: string;
  connectionId: string;
}

interface Health {
  indicator: 'UNCHECKED' | 'GREEN_HEART' | 'BROKEN_HEART';
  cause: string | null;
  remedy: string | null;
}

interface Connection {
  __typename: 'BucketConnection';
  id: string;
  name: string;
  setup: Pasted;
  health: Health;
}

const CONNECTION = `... on BucketConnection {
  __typename id name
  setup { iamPolicy trustPolicy corsConfiguration }
  health { indicator cause remedy }
}`;
const PROBLEM = '... on Problem { __typename code message }';

/** An IAM change takes up to half a minute to apply. */
const HEALTHY_WITHIN_MS = 45_000;
const BETWEEN_CHECKS_MS = 1_000;

/**
 * Completes the wizard as a customer does: dataset, connection, policies in AWS, role ARN, and a successful check.
 * A connection of an earlier start is found by its name and only checked.
 *
 * @throws Error with the health's cause and remedy, or with the problem that the API names
 */
export async function connectBucket(gateway: GraphqlClient, toConnect: BucketToConnect): Promise<ConnectedBucket> {
  const datasetId = await findOrMakeDataset(gateway, toConnect.datasetName);
  const earlier = await findConnection(gateway, datasetId, toConnect.connectionName);
  if (earlier) {
    const checked = await checkNow(gateway, earlier.id);
    if (checked.health.indicator === 'GREEN_HEART') return { datasetId, connectionId: earlier.id };
    toConnect.say('The connection of an earlier start is not healthy: setting up its role again.');
  }
  const connection = earlier ?? (await makeConnection(gateway, datasetId, toConnect));
  const roleArn = await toConnect.grant(connection.setup);
  await submitUntilHealthy(gateway, connection.id, roleArn);
  return { datasetId, connectionId: connection.id };
}

async function findOrMakeDataset(gateway: GraphqlClient, name: string): Promise<string> {
  const { datasets } = await gateway.request<{ datasets: { id: string; name: string }[] }>('{ datasets { id name } }');
  const there = datasets.find((dataset) => dataset.name === name);
  if (there) return there.id;
  const { createDataset } = await gateway.request<{ createDataset: { __typename: 'Dataset'; id: string } | Problem }>(
    `mutation ($name: String!) { createDataset(name: $name) { ... on Dataset { __typename id } ${PROBLEM} } }`,
    { name },
  );
  return unlessProblem(createDataset).id;
}

async function findConnection(
  gateway: GraphqlClient,
  datasetId: string,
  name: string,
): Promise<Connection | undefined> {
  const { bucketConnections } = await gateway.request<{ bucketConnections: Connection[] }>(
    `query ($datasetId: ID!) { bucketConnections(datasetId: $datasetId) { ${CONNECTION} } }`,
    { datasetId },
  );
  return bucketConnections.find((connection) => connection.name === name);
}

async function makeConnection(
  gateway: GraphqlClient,
  datasetId: string,
  toConnect: BucketToConnect,
): Promise<Connection> {
  const { bucketName, region } = toConnect;
  const { createBucketConnection } = await gateway.request<{ createBucketConnection: Connection | Problem }>(
    `mutation ($input: CreateBucketConnectionInput!) {
      createBucketConnection(input: $input) { ${CONNECTION} ${PROBLEM} }
    }`,
    { input: { datasetId, name: toConnect.connectionName, bucketName, region } },
  );
  return unlessProblem(createBucketConnection);
}

async function checkNow(gateway: GraphqlClient, id: string): Promise<Connection> {
  const { checkBucketConnection } = await gateway.request<{ checkBucketConnection: Connection | Problem }>(
    `mutation ($id: ID!) { checkBucketConnection(id: $id) { ${CONNECTION} ${PROBLEM} } }`,
    { id },
  );
  return unlessProblem(checkBucketConnection);
}

async function submitUntilHealthy(gateway: GraphqlClient, id: string, roleArn: string): Promise<void> {
  const { submitRoleArn } = await gateway.request<{ submitRoleArn: Connection | Problem }>(
    `mutation ($id: ID!, $roleArn: String!) {
      submitRoleArn(id: $id, roleArn: $roleArn) { ${CONNECTION} ${PROBLEM} }
    }`,
    { id, roleArn },
  );
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  for (let { health } = unlessProblem(submitRoleArn); health.indicator !== 'GREEN_HEART'; ) {
    if (Date.now() > deadline) throw new Error(`The connection is unhealthy: ${health.cause}. ${health.remedy}`);
    await delay(BETWEEN_CHECKS_MS);
    ({ health } = await checkNow(gateway, id));
  }
}
