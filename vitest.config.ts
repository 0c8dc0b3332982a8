import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{services,packages}/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['packages/dev-stack/src/testing.ts'],
    // Two cores carry the test files, PostgreSQL and the broker together.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
