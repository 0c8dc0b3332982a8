import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const needed = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/bucket_sync_assets',
  KAFKA_BROKERS: 'one:9092, two:9092',
  CALLER_SECRET_ASSETS: 'x'.repeat(32),
};

test('a setting with a default need not be set', () => {
  expect(readConfig(needed)).toEqual({
    host: '127.0.0.1',
    port: 4003,
    logLevel: 'info',
    databaseUrl: needed.DATABASE_URL,
    kafka: { brokers: ['one:9092', 'two:9092'] },
    callerSecret: needed.CALLER_SECRET_ASSETS,
    publicUrl: 'http://127.0.0.1:4000',
    dataRowPrices: { image: 1, video: 1 },
    skipHistoryDays: 90,
    formerAssetDays: 400,
    maxDatasets: 1000,
    metricsPort: undefined,
    shutdownGraceSeconds: 5,
    organizationDefaults: { plan: 'FREE', dataRowsLimit: 1000 },
  });
});

test('one error names every bad or missing setting', () => {
  const bad = {
    DATA_ROWS_PER_IMAGE: '0',
    DEFAULT_PLAN: 'GOLD',
    DEFAULT_DATA_ROWS: '-1',
    SKIP_HISTORY_DAYS: '0',
    FORMER_ASSET_DAYS: '89',
    MAX_DATASETS_PER_ORGANIZATION: '1001',
    LOG_LEVEL: 'loud',
    CALLER_SECRET_ASSETS: 'short',
  };
  const names = ['DATABASE_URL', 'KAFKA_BROKERS', ...Object.keys(bad)];
  expect(() => readConfig(bad)).toThrow(new RegExp(names.map((name) => `(?=[^]*${name} is )`).join('')));
});
