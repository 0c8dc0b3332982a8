import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeJsonWhole } from '../write-whole.ts';
import type { ServiceName } from './ports.ts';
import type { AccessKey } from './secrets.ts';

/** The addresses and tokens of the stack. They stay the same when a service restarts. */
export interface Addresses {
  /** An origin. GraphQL is at /graphql, and at / for POST and WebSocket. */
  gatewayUrl: string;
  consoleUrl: string;
  awsEndpointUrl: string;
  kafkaBrokers: string;
  databaseUrl: string;
  /** Bearer tokens: organization, or organization:role. */
  tokens: Record<'acme' | 'acme:viewer' | 'globex' | 'hobby', string>;
  customer: AccessKey & { accountId: string };
}

export type RunningServices = Record<ServiceName, { pid: number; url: string }>;

/** What another program needs to use the stack. */
export interface Endpoints extends Addresses {
  processes: RunningServices;
}

export interface EndpointsFile {
  path: string;
  write(endpoints: Endpoints): void;
  remove(): void;
}

/** The file exists only while the stack is ready, and is always complete. */
export function endpointsFile(stateFolder: string): EndpointsFile {
  const path = join(stateFolder, 'endpoints.json');
  return {
    path,
    write: (endpoints) => writeJsonWhole(path, endpoints),
    remove: () => rmSync(path, { force: true }),
  };
}
