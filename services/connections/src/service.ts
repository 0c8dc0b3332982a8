import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newId } from '@bucket-sync/shared/ids';
import { openInOrder, type Running, repeat } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import { openInfrastructure } from '@bucket-sync/shared/service';
import { createSubgraphClient, serveSubgraph } from '@bucket-sync/shared/subgraph';
import { createBucketProber } from './aws/bucket-prober.ts';
import { createPlatformPrincipals } from './aws/platform-principals.ts';
import { createLinkSigner } from './aws/presign-get-object.ts';
import { createRoleAssumer } from './aws/role-assumer.ts';
import type { Config } from './config.ts';
import { createAssetsClient, partsOfCaller, resolvers } from './graphql/index.ts';
import { measureChecks } from './http/measure-checks.ts';
import { connectionsHandlers } from './kafka/handlers.ts';
import { createCheckStore } from './postgres/check-store.ts';
import { createConnectionStore } from './postgres/connection-store.ts';
import { createBucketSessions } from './usecases/bucket-sessions.ts';
import { type CheckTrigger, checkConnection } from './usecases/check-connection.ts';
import { createConnection } from './usecases/create-connection.ts';
import { linkObject } from './usecases/link-object.ts';
import { noteRunEnd } from './usecases/note-run-end.ts';
import { openSession } from './usecases/open-session.ts';
import { createProbeRunner } from './usecases/probes/run-probes.ts';
import { removeConnection } from './usecases/remove-connection.ts';
import { submitRole } from './usecases/submit-role.ts';
import { sweepPrincipals } from './usecases/sweep-principals.ts';
import { createUnfinishedWork } from './usecases/unfinished-work.ts';
import { updateConnection } from './usecases/update-connection.ts';
import { watchConnections } from './usecases/watch-connections.ts';

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const SCHEMA = fileURLToPath(new URL('./graphql/schema.graphql', import.meta.url));

/** The interval at which the drift watch finds due checks, and the sweep finds leftover principals. */
const WATCH_PAUSE_MS = 5_000;
const SWEEP_PAUSE_MS = 60_000;

/** Starts the service; resolves when it answers at `url`. */
export function startService(config: Config, log: Logger): Promise<Running & { url: string }> {
  return openInOrder(log, async (releasers) => {
    const { add } = releasers;
    const infrastructure = await openInfrastructure({
      name: 'connections',
      config,
      migrations: MIGRATIONS,
      releasers,
      log,
    });
    const { pool, kafka, relay, http } = infrastructure;
    const { platformAccountId, principalStrategy, consoleOrigin, settleMs, checkIntervalMs, maxConnections } = config;

    const connections = createConnectionStore(pool, relay.nudge);
    const checks = createCheckStore(pool, relay.nudge);
    const principals = createPlatformPrincipals({ accountId: platformAccountId, strategy: principalStrategy });
    const organizations = createAssetsClient(createSubgraphClient({ service: 'assets', ...config.assets }));
    const stopping = new AbortController();
    const { signal } = stopping;
    const clock = { now: () => new Date(), wait: (milliseconds: number) => delay(milliseconds, undefined, { signal }) };
    const roles = createRoleAssumer();
    const sessions = createBucketSessions({ roles, clock });
    const prober = createBucketProber(config.s3);
    const newExternalId = () => randomBytes(24).toString('base64url');
    const probes = createProbeRunner({ roles, prober, clock, consoleOrigin, randomExternalId: newExternalId });
    const schedule = { settleMs, checkIntervalMs, newHolder: randomUUID, random: Math.random };
    const checkParts = { connections, checks, probes, clock, sessions, ...schedule };
    const submitParts = { ...checkParts, platformAccountId, consoleOrigin };

    const unfinished = createUnfinishedWork();
    const measured = measureChecks(http.metrics, log);
    const check = (organizationId: string, id: string, trigger: CheckTrigger) =>
      unfinished.track(checkConnection(checkParts, organizationId, id, trigger).then(measured));
    const noteFailure = (error: unknown, connectionId: string) =>
      log.warn({ error, connectionId }, 'connection could not be checked');
    const recheck = ({ organizationId, id }: { organizationId: string; id: string }) =>
      check(organizationId, id, 'ASKED').then(
        () => {},
        (error) => noteFailure(error, id),
      );

    const watch = repeat({
      pauseMs: WATCH_PAUSE_MS,
      onFailure: (error) => log.warn({ error }, 'drift watch failed; it is tried again'),
      work: async () => {
        const watched = (organizationId: string, id: string) => check(organizationId, id, 'WATCH');
        const { claimDue } = checks;
        return { isMore: (await watchConnections({ claimDue, check: watched, onFailure: noteFailure })) > 0 };
      },
    });
    add('drift watch', () => watch.stop());
    const onPrincipalLeft = (error: unknown, connectionId: string) =>
      log.warn({ error, connectionId }, 'principal is removed later');
    const sweep = repeat({
      pauseMs: SWEEP_PAUSE_MS,
      onFailure: (error) => log.warn({ error }, 'principals could not be swept; it is tried again'),
      work: async () => {
        await sweepPrincipals({ connections, principals, onPrincipalLeft });
        return { isMore: false };
      },
    });
    add('sweep', () => sweep.stop());
    add('unfinished checks', () => unfinished.settled());

    const handlers = connectionsHandlers({
      async noteRunEnd(run) {
        const { runId, connectionId, failure } = run;
        if (!(await noteRunEnd({ checks, sessions }, run))) return;
        log.info({ runId, connectionId, code: failure?.code }, 'run failed on the setup: its connection is unhealthy');
        watch.nudge();
      },
    });
    const runs = await kafka.consume({ groupId: config.consumerGroup, handlers, concurrency: 1, from: 'ALL' });
    add(config.consumerGroup, () => runs.stop());

    const sign = createLinkSigner(config.s3, clock.now);
    const createParts = { connections, organizations, principals, newId, newExternalId, maxConnections };
    const removeParts = { connections, principals, sessions, onPrincipalLeft };
    const subgraph = await serveSubgraph({
      name: 'connections',
      app: http.app,
      log,
      secret: config.callerSecret,
      schemaFile: SCHEMA,
      resolvers,
      partsOf: (caller) =>
        partsOfCaller(caller, {
          consoleOrigin,
          connections,
          checks,
          create: (caller, input) => createConnection(createParts, caller, input),
          update: (organizationId, id, input) => updateConnection({ connections }, organizationId, id, input),
          submitRole: (organizationId, id, roleArn) =>
            unfinished.track(submitRole(submitParts, organizationId, id, roleArn).then(measured)),
          check: (organizationId, id) => check(organizationId, id, 'ASKED'),
          remove: (organizationId, id) => removeConnection(removeParts, organizationId, id),
          openSession: (find, ...request) =>
            openSession({ connections: { ...connections, find }, sessions, recheck }, ...request),
          link: (open, ...object) => linkObject({ openSession: open, now: clock.now, sign }, ...object),
        }),
    });
    add('subgraph', () => subgraph.stop());
    const url = await http.listen();
    // Released first: a check may wait for IAM rules longer than the grace period of a stopping process.
    add('waiting checks', () => stopping.abort());
    log.info({ url }, 'connections listens');
    return { url };
  });
}
