import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql ships itself twice. Node and every library load index.js; vitest alone would give our own files index.mjs,
  // whose GraphQLError and GraphQLSchema are strangers to the others.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['{services,packages}/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['packages/dev-stack/src/testing.ts'],
    // Two cores carry the test files, PostgreSQL and the broker together.
    maxWorkers: 2,
    // KafkaJS 2.2.4 sets timers that lie in the past, which is harmless, and of which Node 24 warns each time.
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
