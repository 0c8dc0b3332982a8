import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Caller } from '@bucket-sync/shared/auth';
import { newId } from '@bucket-sync/shared/ids';
import { openInOrder, type Running, repeat } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import { openGround } from '@bucket-sync/shared/service';
import { createSubgraphClient, serveSubgraph } from '@bucket-sync/shared/subgraph';
import { createBucketProber } from './aws/bucket-prober.ts';
import { createPlatformPrincipals } from './aws/platform-principals.ts';
import { presignGetObject } from './aws/presign-get-object.ts';
import { createRoleAssumer } from './aws/role-assumer.ts';

import type { Config } from './config.ts';
import { createAssetsClient } from './graphql/assets-client.ts';
import { createConnectionLoader } from './graphql/connection-loader.ts';
import type { ConnectionsApi } from './graphql/connections-api.ts';
import { resolvers } from './graphql/resolvers.ts';
import { createCheckNotes } from './http/check-notes.ts';
import { createCheckStore } from './postgres/check-store.ts';
import { createConnectionStore } from './postgres/connection-store.ts';
import { createBucketSessions } from './usecases/bucket-sessions.ts';
import { type CheckTrigger, checkConnection } from './usecases/check-connection.ts';
import { createConnection } from './usecases/create-connection.ts';
import { linkObject } from './usecases/link-object.ts';
import { openSession, type WantedSession } from './usecases/open-session.ts';
import { createProbeRunner } from './usecases/probes/run-probes.ts';
import { removeConnection } from './usecases/remove-connection.ts';
import { submitRole } from './usecases/submit-role.ts';
import { sweepPrincipals } from './usecases/sweep-principals.ts';
import { updateConnection } from './usecases/update-connection.ts';
import { watchConnections } from './usecases/watch-connections.ts';
import { createWorkInHand } from './usecases/work-in-hand.ts';

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const SCHEMA = fileURLToPath(new URL('./graphql/schema.graphql', import.meta.url));

/** How often the drift watch looks what is due, and the sweep what is left over. */
const WATCH_PAUSE_MS = 5_000;
const SWEEP_PAUSE_MS = 60_000;

/** Starts the service; resolves when it answers at `url`. */
export function startService(config: Config, log: Logger): Promise<Running & { url: string }> {
  return openInOrder(log, async (releasers) => {
    const { add } = releasers;
    const ground = await openGround({ name: 'connections', config, migrations: MIGRATIONS, releasers, log });
    const { pool, relay, http } = ground;

    const connections = createConnectionStore(pool, relay.nudge);
    const checks = createCheckStore(pool, relay.nudge);
    const { platformAccountId: accountId, consoleOrigin, settleMs, checkIntervalMs } = config;
    const principals = createPlatformPrincipals({ accountId, strategy: config.principalStrategy });
    const stopping = new AbortController();
    const { signal } = stopping;
    const clock = { now: () => new Date(), wait: (milliseconds: number) => delay(milliseconds, undefined, { signal }) };
    const roles = createRoleAssumer();
    const sessions = createBucketSessions({ roles, clock });
    const newExternalId = () => randomBytes(24).toString('base64url');
    const prober = createBucketProber(config.s3);
    const probes = createProbeRunner({ roles, prober, clock, consoleOrigin, randomExternalId: newExternalId });
    const checkParts = {
      connections,
      checks,
      probes,
      clock,
      sessions,
      settleMs,
      checkIntervalMs,
      newHolder: randomUUID,
      random: Math.random,
    };
    const inHand = createWorkInHand();
    const noteCheck = createCheckNotes(http.metrics, log);
    const check = (organizationId: string, id: string, trigger: CheckTrigger) =>
      inHand.track(checkConnection(checkParts, organizationId, id, trigger).then(noteCheck));
    const failedToCheck = (error: unknown, connectionId: string) =>
      log.warn({ error, connectionId }, 'connection could not be checked');

    const apiOf = ({ organizationId }: Caller): ConnectionsApi => {
      const load = createConnectionLoader((ids) => connections.findMany(organizationId, ids));
      const open = (id: string, wanted: WantedSession) =>
        openSession(
          {
            // A page of the Explorer asks for fifty links of one connection: it is read once.
            connections: { find: (_, connectionId) => load(connectionId), markSynced: connections.markSynced },
            sessions,
            recheck: (connection) =>
              check(organizationId, connection.id, 'ASKED').then(
                () => {},
                (error) => failedToCheck(error, connection.id),
              ),
          },
          organizationId,
          id,
          wanted,
        );
      const organizations = createAssetsClient(createSubgraphClient({ service: 'assets', ...config.assets }));
      return {
        consoleOrigin,
        load,
        list: (datasetId) => connections.list(organizationId, datasetId),
        history: (id, first) => checks.history(organizationId, id, first),
        sharedWith: connections.findOtherOfRole,
        create: (asker, input) =>
          createConnection({ connections, organizations, principals, newId, newExternalId }, asker, input),
        update: (id, input) => updateConnection({ connections }, organizationId, id, input),
        submitRole: (id, roleArn) =>
          inHand.track(
            submitRole(
              { ...checkParts, platformAccountId: accountId, consoleOrigin },
              organizationId,
              id,
              roleArn,
            ).then(noteCheck),
          ),
        check: (id) => check(organizationId, id, 'ASKED'),
        remove: (id) =>
          removeConnection(
            {
              connections,
              principals,
              sessions,
              onPrincipalLeft: (error, connectionId) => log.warn({ error, connectionId }, 'principal is removed later'),
            },
            organizationId,
            id,
          ),
        openSession: open,
        link: (connectionId, object) =>
          linkObject(
            {
              openSession: (id) => open(id, { runId: null, insteadOf: null }),
              now: clock.now,
              sign: (session, { bucket: { bucketName, region } }, { key, contentType }, seconds) =>
                presignGetObject({ ...config.s3, bucketName, region, key, contentType }, session, seconds, clock.now()),
            },
            connectionId,
            object,
          ),
      };
    };

    const watch = repeat({
      pauseMs: WATCH_PAUSE_MS,
      onFailure: (error) => log.warn({ error }, 'drift watch failed, trying again'),
      work: async () => {
        const { claimDue } = checks;
        const checked = await watchConnections({
          claimDue,
          check: (organizationId, id) => check(organizationId, id, 'WATCH'),
          onFailure: failedToCheck,
        });
        return { isMore: checked > 0 };
      },
    });
    add('drift watch', () => watch.stop());
    const sweep = repeat({
      pauseMs: SWEEP_PAUSE_MS,
      onFailure: (error) => log.warn({ error }, 'principals could not be swept, trying again'),
      work: async () => {
        await sweepPrincipals({ connections, principals });
        return { isMore: false };
      },
    });
    add('sweep', () => sweep.stop());
    add('checks in hand', () => inHand.settled());
    // A check may wait half a minute for IAM: whoever stops the process does not.
    add('waiting checks', () => stopping.abort());

    const subgraph = await serveSubgraph({
      name: 'connections',
      app: http.app,
      log,
      secret: config.callerSecret,
      schemaFile: SCHEMA,
      resolvers: resolvers as never,
      partsOf: (caller) => ({ api: apiOf(caller) }),
    });
    add('subgraph', () => subgraph.stop());
    const url = await http.listen();
    log.info({ url }, 'connections listens');
    return { url };
  });
}
