import { silentLog } from '@bucket-sync/shared/testing';
import type { GatewayConfig } from '../../src/config.ts';
import { startService } from '../../src/service.ts';
import { AUDIENCE, ISSUER, startIssuer, type TestIssuer } from './issuer.ts';
import { type Resolvers, startSubgraph, type TestSubgraph } from './subgraphs.ts';

export const CONSOLE_ORIGIN = 'http://console.test';

export const NO_LIMITS = {
  callerPerSecond: 1e6,
  organizationPerSecond: 1e6,
  awsPerMinute: 1e6,
  costPerMinute: 1e9,
  addressPerSecond: 1e6,
};

export interface Answer {
  status: number;
  headers: Headers;
  body: {
    // biome-ignore lint/suspicious/noExplicitAny: a test knows the shape of what it asked for
    data?: any;
    errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
    extensions?: unknown;
  };
}

export interface TestGateway {
  url: string;
  /** The metrics that Prometheus reads. */
  metrics(): Promise<string>;
  issuer: TestIssuer;
  subgraphs: Record<'connections' | 'sync' | 'assets', TestSubgraph>;
  /** POSTs an operation as ann of acme, or with the token given; `null` sends none. */
  ask(query: string, options?: AskOptions): Promise<Answer>;
  /** Stops the gateway alone, as SIGTERM does. */
  stopService(): Promise<void>;
  stop(): Promise<void>;
}

export interface AskOptions {
  variables?: Record<string, unknown>;
  operationName?: string;
  token?: string | null;
  headers?: Record<string, string>;
}

/** A real gateway before three real subgraphs with resolvers of the test. */
export async function startGateway(options: {
  connections?: Resolvers;
  sync?: Resolvers;
  assets?: Resolvers;
  /** Replaces the subgraph of `assets`. */
  assetsUrl?: string;
  config?: Partial<GatewayConfig>;
}): Promise<TestGateway> {
  const issuer = await startIssuer();
  const subgraphs = {
    connections: await startSubgraph('connections', options.connections ?? {}),
    sync: await startSubgraph('sync', options.sync ?? {}),
    assets: await startSubgraph('assets', options.assets ?? {}),
  };
  const service = await startService(
    {
      host: '127.0.0.1',
      port: 0,
      logLevel: 'fatal',
      metricsPort: 0,
      shutdownGraceSeconds: 0,
      rateLimits: NO_LIMITS,
      proxyCount: 0,
      isProduction: true,
      subgraphs: {
        ...subgraphs,
        assets: { ...subgraphs.assets, url: options.assetsUrl ?? subgraphs.assets.url },
      },
      issuer: { jwksUrl: issuer.jwksUrl, issuer: ISSUER, audience: AUDIENCE },
      consoleOrigin: CONSOLE_ORIGIN,
      ...options.config,
    },
    silentLog('gateway'),
  );
  return {
    url: service.url,
    metrics: async () => (await fetch(`${service.metricsUrl}/metrics`)).text(),
    issuer,
    subgraphs,
    async ask(query, { variables, operationName, token, headers } = {}) {
      const bearer = token === undefined ? await issuer.token() : token;
      const response = await fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables, operationName }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
    },
    stopService: () => service.stop(),
    async stop() {
      await service.stop();
      await Promise.all(Object.values(subgraphs).map((subgraph) => subgraph.stop()));
      await issuer.stop();
    },
  };
}
