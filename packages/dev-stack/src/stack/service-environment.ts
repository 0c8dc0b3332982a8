import { consoleFolder } from '../console/build-console.ts';
import { AUDIENCE, ISSUER } from '../issuer/issue-token.ts';
import { CONSOLE_CLIENT_ID } from '../issuer/provider-settings.ts';
import type { AwsEndpoint } from '../settings/accounts.ts';
import { address, type Ports, type ServiceName } from '../settings/ports.ts';
import type { StackSecrets } from '../settings/secrets.ts';

/** Addresses and secrets that the services need. */
export interface Infrastructure {
  ports: Ports;
  secrets: StackSecrets;
  kafkaBrokers: string;
  /** One database for each service; the gateway has none. */
  databaseUrls: Record<Exclude<ServiceName, 'gateway'>, string>;
  /** The issuer's address for browsers, and the address of its keys. */
  issuerUrl: string;
  jwksUrl: string;
  aws: AwsEndpoint;
}

/**
 * The environment of one service: the variables of .env.example, and those of this process except its AWS settings.
 * Only the connections service receives AWS keys, and only those of our account.
 */
export function serviceEnvironment(
  service: ServiceName,
  infrastructure: Infrastructure,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(inherited).filter(([name]) => !/^(AWS|CUSTOMER)_/.test(name)));
  return {
    LOG_LEVEL: 'info',
    // Development, because introspection is off in production.
    NODE_ENV: 'development',
    ...own,
    HOST: '127.0.0.1',
    PORT: `${infrastructure.ports[service]}`,
    ...ofEachService(infrastructure, inherited)[service],
  };
}

/** S3_ENDPOINT_URL names an S3 beside the sandbox, which then answers only STS and IAM. The benchmark uses it. */
function ofEachService(
  infrastructure: Infrastructure,
  { S3_ENDPOINT_URL: s3EndpointUrl, IAM_SETTLE_SECONDS = '5' }: NodeJS.ProcessEnv,
): Record<ServiceName, NodeJS.ProcessEnv> {
  const { ports, secrets, aws, databaseUrls } = infrastructure;
  const connectionsOf = {
    CONNECTIONS_URL: address(ports.connections),
    CALLER_SECRET_CONNECTIONS: secrets.callerSecrets.connections,
  };
  const syncOf = { SYNC_URL: address(ports.sync), CALLER_SECRET_SYNC: secrets.callerSecrets.sync };
  const assetsOf = { ASSETS_URL: address(ports.assets), CALLER_SECRET_ASSETS: secrets.callerSecrets.assets };
  const kafka = { KAFKA_BROKERS: infrastructure.kafkaBrokers };
  const consoleOrigin = { CONSOLE_ORIGIN: address(ports.gateway) };
  const awsEndpoint = {
    AWS_ENDPOINT_URL: aws.endpointUrl,
    ...(s3EndpointUrl && { AWS_ENDPOINT_URL_S3: s3EndpointUrl }),
    AWS_REGION: 'us-east-1',
    S3_FORCE_PATH_STYLE: 'true',
  };
  return {
    gateway: {
      ...connectionsOf,
      ...syncOf,
      ...assetsOf,
      ...consoleOrigin,
      AUTH_JWKS_URL: infrastructure.jwksUrl,
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      CONSOLE_DIR: consoleFolder,
      CONSOLE_AUTHORITY: infrastructure.issuerUrl,
      CONSOLE_CLIENT_ID,
      CONSOLE_MEDIA_ORIGINS: new URL(s3EndpointUrl ?? aws.endpointUrl).origin,
    },
    connections: {
      ...connectionsOf,
      ...assetsOf,
      ...kafka,
      ...consoleOrigin,
      ...awsEndpoint,
      DATABASE_URL: databaseUrls.connections,
      PLATFORM_ACCOUNT_ID: aws.platform.accountId,
      // The sandbox applies IAM changes at once, so a wrong role is reported after 5 s. AWS needs up to 30 s.
      IAM_SETTLE_SECONDS,
      AWS_ACCESS_KEY_ID: aws.platform.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.platform.secretAccessKey,
    },
    sync: { ...connectionsOf, ...syncOf, ...assetsOf, ...kafka, ...awsEndpoint, DATABASE_URL: databaseUrls.sync },
    assets: {
      ...assetsOf,
      ...kafka,
      DATABASE_URL: databaseUrls.assets,
      PUBLIC_URL: address(ports.gateway),
    },
  };
}
