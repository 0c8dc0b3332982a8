import { consoleFolder } from '../console/build-console.ts';
import { AUDIENCE, ISSUER } from '../issuer/issue-token.ts';
import { CONSOLE_CLIENT_ID } from '../issuer/provider-settings.ts';
import type { AwsEndpoint } from '../settings/accounts.ts';
import { address, type Ports, type ServiceName } from '../settings/ports.ts';
import type { StackSecrets } from '../settings/secrets.ts';

/** What the services of this machine have to know of it. */
export interface Infrastructure {
  ports: Ports;
  secrets: StackSecrets;
  kafkaBrokers: string;
  /** A service's own database; the gateway has none. */
  databaseUrls: Record<Exclude<ServiceName, 'gateway'>, string>;
  /** Where a browser signs in, and where its keys are. */
  issuerUrl: string;
  jwksUrl: string;
  aws: AwsEndpoint;
}

/**
 * The environment of one service: what .env.example lists for it and what this process has, but none of this process's
 * AWS settings: only the connections service holds keys, and only of our account.
 */
export function serviceEnvironment(
  service: ServiceName,
  infrastructure: Infrastructure,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(inherited).filter(([name]) => !/^(AWS|CUSTOMER)_/.test(name)));
  return {
    LOG_LEVEL: 'info',
    // Not production: the schema may be looked at.
    NODE_ENV: 'development',
    ...own,
    HOST: '127.0.0.1',
    PORT: `${infrastructure.ports[service]}`,
    ...ofEachService(infrastructure, inherited.S3_ENDPOINT_URL)[service],
  };
}

/** @param s3EndpointUrl  an S3 apart from the sandbox, which then only answers for STS and IAM: the bench has one */
function ofEachService(
  infrastructure: Infrastructure,
  s3EndpointUrl: string | undefined,
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
      // The sandbox shows new IAM rules at once: a wrong role is told within seconds, not after AWS's half minute.
      IAM_SETTLE_SECONDS: '5',
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
