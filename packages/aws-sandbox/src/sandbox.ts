import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Administration, type SandboxAccount } from './admin/administration.ts';
import { AdminRoutes } from './admin/routes.ts';
import { Authenticator } from './callers/authenticate.ts';
import { SessionTokens } from './callers/session-token.ts';
import { createAwsServer } from './dispatch/server.ts';
import { Counters } from './faults/counters.ts';
import { Faults } from './faults/faults.ts';
import { S3Service } from './s3/service.ts';
import { BucketStore } from './s3/storage/bucket-store.ts';
import { AccountStore } from './state/account-store.ts';
import { loadSettings, type SandboxState, storeSettings } from './state/settings.ts';

export interface SandboxOptions {
  /** 0, or absent: any free port. */
  port?: number;
  /** 127.0.0.1 unless given. */
  host?: string;
  /** The folder of all data that the sandbox stores: accounts, buckets, settings. */
  dataDir: string;
  accounts: SandboxAccount[];
  clock?: () => Date;
  /** How long IAM changes take to apply; absent: the last setting, at first 0. */
  iamDelayMs?: number;
  /** Receives a line for each request that failed in the sandbox itself; absent: stderr. */
  log?: (line: string) => void;
}

export interface Sandbox {
  url: string;
  port: number;
  faults: Faults;
  counters: Counters;
  administration: Administration;
  /** The folder whose files are the bucket's objects. @throws TypeError when there is no such bucket */
  bucketDir(bucketName: string): string;
  stop(): Promise<void>;
}

/** Starts one or several AWS accounts on this machine: STS, IAM and S3 behind one port. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataDir, host = '127.0.0.1' } = options;
  const accountsDir = join(dataDir, 'accounts');
  mkdirSync(accountsDir, { recursive: true });
  const settingsFile = join(dataDir, 'settings.json');
  const settings = loadSettings(settingsFile, options.iamDelayMs);
  const state: SandboxState = {
    accounts: new AccountStore(accountsDir),
    settings,
    saveSettings: () => storeSettings(settingsFile, settings),
    clock: options.clock ?? (() => new Date()),
  };
  const tokens = new SessionTokens(join(dataDir, 'session-key'));
  const authenticator = new Authenticator(state.accounts, tokens);
  const buckets = new BucketStore(join(dataDir, 'buckets'));
  const faults = new Faults();
  const counters = new Counters();
  const administration = new Administration(state, buckets, faults, counters);
  for (const account of options.accounts) administration.addAccount(account);

  const server = createAwsServer({
    services: { state, authenticator, tokens, s3: new S3Service(authenticator, state, buckets) },
    clock: state.clock,
    faults,
    counters,
    admin: new AdminRoutes(administration),
    log: options.log ?? ((line) => void process.stderr.write(`${line}\n`)),
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`,
    port,
    faults,
    counters,
    administration,
    bucketDir(bucketName) {
      const bucket = buckets.get(bucketName);
      if (bucket === undefined) throw new TypeError(`There is no bucket ${bucketName}`);
      return bucket.objects.root;
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
