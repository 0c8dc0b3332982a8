import { resolve } from 'node:path';
import { readVariables, variable } from '@bucket-sync/shared/config';
import type { SubgraphAddresses } from './federation/subgraphs.ts';
import type { RateLimits } from './limits/allowances.ts';
import type { HandshakeLimits } from './sockets/handshakes.ts';

export interface GatewayConfig {
  /** Tests use smaller limits. */
  handshakeLimits?: HandshakeLimits;
  rateLimits: RateLimits;
  /** Proxies in front that add to X-Forwarded-For; with 0 the header is ignored. */
  proxyCount: number;
  host: string;
  port: number;
  logLevel: string;
  /** Port of /metrics. Without it there are no metrics; the public port never shows them. */
  metricsPort: number | undefined;
  /** How long requests are served after SIGTERM, until load balancers have noticed. */
  shutdownGraceSeconds: number;
  /** In production the schema is hidden. */
  isProduction: boolean;
  subgraphs: SubgraphAddresses;
  /** The issuer of bearer tokens, and the audience they must name. */
  issuer: { jwksUrl: string; issuer: string; audience: string };
  /** The origin of the console. Browsers let no other origin call the gateway. */
  consoleOrigin: string;
  /** The built web page, when this gateway serves it. */
  console?: ConsoleConfig | undefined;
}

export interface ConsoleConfig {
  /** Absolute path of the built page. */
  directory: string;
  /** Where OpenID Connect's discovery is, as a browser reaches it, and who we are there. */
  authority: string;
  clientId: string;
  /** From where pictures and videos may be loaded. */
  mediaOrigins: readonly string[];
}

/** @throws AppError BAD_CONFIGURATION that names every bad or missing variable */
export function readConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  const read = readVariables(env, {
    HOST: variable.host,
    PORT: variable.port.default(4000),
    LOG_LEVEL: variable.logLevel,
    METRICS_PORT: variable.port.optional(),
    SHUTDOWN_GRACE_SECONDS: variable.seconds.default(5),
    NODE_ENV: variable.nodeEnv,
    CONNECTIONS_URL: variable.url,
    SYNC_URL: variable.url,
    ASSETS_URL: variable.url,
    CALLER_SECRET_CONNECTIONS: variable.secret,
    CALLER_SECRET_SYNC: variable.secret,
    CALLER_SECRET_ASSETS: variable.secret,
    AUTH_JWKS_URL: variable.url,
    AUTH_ISSUER: variable.text,
    AUTH_AUDIENCE: variable.text,
    CONSOLE_ORIGIN: variable.url,
    RATE_LIMIT_CALLER_PER_SECOND: variable.positiveInteger.default(100),
    RATE_LIMIT_ORGANIZATION_PER_SECOND: variable.positiveInteger.default(300),
    RATE_LIMIT_AWS_PER_MINUTE: variable.positiveInteger.default(120),
    RATE_LIMIT_COST_PER_MINUTE: variable.positiveInteger.default(600_000),
    RATE_LIMIT_ADDRESS_PER_SECOND: variable.positiveInteger.default(20),
    PROXY_COUNT: variable.count.default(0),
    CONSOLE_DIR: variable.text.optional(),
    CONSOLE_AUTHORITY: variable.url.optional(),
    CONSOLE_CLIENT_ID: variable.text.default('bucket-sync-console'),
    CONSOLE_MEDIA_ORIGINS: variable.text.default('https://*.amazonaws.com'),
  });
  return Object.freeze({
    host: read.HOST,
    port: read.PORT,
    logLevel: read.LOG_LEVEL,
    metricsPort: read.METRICS_PORT,
    shutdownGraceSeconds: read.SHUTDOWN_GRACE_SECONDS,
    isProduction: read.NODE_ENV === 'production',
    subgraphs: {
      connections: { url: read.CONNECTIONS_URL, secret: read.CALLER_SECRET_CONNECTIONS },
      sync: { url: read.SYNC_URL, secret: read.CALLER_SECRET_SYNC },
      assets: { url: read.ASSETS_URL, secret: read.CALLER_SECRET_ASSETS },
    },
    issuer: { jwksUrl: read.AUTH_JWKS_URL, issuer: read.AUTH_ISSUER, audience: read.AUTH_AUDIENCE },
    consoleOrigin: read.CONSOLE_ORIGIN,
    rateLimits: {
      callerPerSecond: read.RATE_LIMIT_CALLER_PER_SECOND,
      organizationPerSecond: read.RATE_LIMIT_ORGANIZATION_PER_SECOND,
      awsPerMinute: read.RATE_LIMIT_AWS_PER_MINUTE,
      costPerMinute: read.RATE_LIMIT_COST_PER_MINUTE,
      addressPerSecond: read.RATE_LIMIT_ADDRESS_PER_SECOND,
    },
    proxyCount: read.PROXY_COUNT,
    console: read.CONSOLE_DIR
      ? {
          directory: resolve(read.CONSOLE_DIR),
          authority: read.CONSOLE_AUTHORITY ?? read.AUTH_ISSUER,
          clientId: read.CONSOLE_CLIENT_ID,
          mediaOrigins: read.CONSOLE_MEDIA_ORIGINS.split(/[ ,]+/),
        }
      : undefined,
  });
}
