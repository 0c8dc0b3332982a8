import { defineConfig } from 'vitest/config';

const ofEveryTest = {
  // KafkaJS 2.2.4 sets timers in the past: harmless, but Node 24 prints a warning for each.
  execArgv: ['--disable-warning=TimeoutNegativeWarning'],
  // Twice what the slowest wait of a test may take (`eventually`, 20 s), and then some.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  teardownTimeout: 30_000,
};

// graphql ships itself twice. Node and every library load index.js; vitest alone would give our own files index.mjs,
// whose GraphQLError and GraphQLSchema are strangers to the others.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

export default defineConfig({
  test: {
    // Two cores carry the test files, PostgreSQL and the broker together.
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          ...ofEveryTest,
          name: 'parts',
          include: [
            '{services,packages}/*/test/**/*.test.ts',
            'scripts/*/test/**/*.test.ts',
            'apps/*/test/*/**/*.test.ts',
          ],
          globalSetup: ['packages/dev-stack/src/testing.ts'],
        },
      },
      {
        resolve,
        test: {
          ...ofEveryTest,
          // The whole system, as `npm start` starts it; after the parts, since it wants the machine for itself.
          name: 'system',
          include: ['test/**/*.test.ts', 'apps/console/test/*.test.ts'],
          globalSetup: ['test/support/stack.ts', 'apps/console/test/support/browser-server.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
