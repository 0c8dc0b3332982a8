import { defineConfig } from 'vitest/config';

const ofEveryTest = {
  // Twice what the slowest wait of a test may take (`eventually`, 20 s), and then some.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  teardownTimeout: 30_000,
};

// graphql ships itself twice. Node and every library load index.js; vitest alone would give our own files index.mjs,
// whose GraphQLError and GraphQLSchema are strangers to the others.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/**
 * The longest test that kills processes of the system. It mostly waits, so it runs beside the parts, while no other
 * test uses the system.
 */
const BESIDE_THE_PARTS = ['test/kill-9-loses-nothing.test.ts'];

/** Tests that kill a process, flood a topic, or measure time. */
const ALONE = ['test/bad-messages-hold-up-nothing.test.ts', 'apps/console/test/{first-load,outages}.test.ts'];

/** Tests that measure CPU, memory, threads or timers of their own process. */
const MEASURED = [
  'packages/aws-sandbox/test/policy/prefix-property.test.ts',
  'packages/shared/test/kafka/{idle-connection,many-headers}.test.ts',
  'packages/shared/test/patterns/key-filter.test.ts',
  'services/connections/test/domain/aws/parse/*.test.ts',
  'services/gateway/test/limits/{accepted,hostile}-queries.test.ts',
  'services/sync/test/media/unbreakable.test.ts',
  'services/sync/test/media/worker/pool.test.ts',
];

/** One file in three waits for a process, a retry or a token, which leaves a core idle. */
const WITH_THE_PARTS = { maxWorkers: 3, sequence: { groupOrder: 0 } };

/** For tests of the parts, with one PostgreSQL and one Kafka. */
const ofTheParts = {
  ...ofEveryTest,
  ...WITH_THE_PARTS,
  globalSetup: ['packages/dev-stack/src/testing.ts'],
};

/** For tests of the whole system, as `npm start` starts it. */
const ofTheSystem = {
  ...ofEveryTest,
  globalSetup: ['test/support/stack.ts', 'apps/console/test/support/browser-server.ts'],
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          ...ofTheParts,
          name: 'parts',
          // Files share three processes, since imports would be a third of the CPU time of their tests.
          isolate: false,
          setupFiles: ['test/support/restore-process.ts', 'test/support/properties.ts'],
          include: [
            '{services,packages}/*/test/**/*.test.ts',
            'scripts/*/test/**/*.test.ts',
            'apps/*/test/*/**/*.test.ts',
          ],
          exclude: MEASURED,
        },
      },
      {
        resolve,
        test: {
          ...ofTheParts,
          name: 'measured',
          setupFiles: ['test/support/properties.ts'],
          include: MEASURED,
        },
      },
      {
        resolve,
        test: {
          ...ofTheSystem,
          ...WITH_THE_PARTS,
          name: 'kills',
          include: BESIDE_THE_PARTS,
        },
      },
      {
        resolve,
        test: {
          ...ofTheSystem,
          // After the parts, since it wants the machine for itself. Many tests wait, so two files share one system.
          name: 'system',
          include: ['test/**/*.test.ts', 'apps/console/test/*.test.ts'],
          exclude: [...BESIDE_THE_PARTS, ...ALONE],
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          ...ofTheSystem,
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
