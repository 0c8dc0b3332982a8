import pg from 'pg';
import { expect, test } from 'vitest';
import { checkBroker } from '../src/kafka/broker-ready.ts';

test('a test file finds a real PostgreSQL by DATABASE_URL', async () => {
  const client = new pg.Client({ connectionString: `${process.env.DATABASE_URL}/postgres` });
  await client.connect();
  const { rows } = await client.query(`select current_setting('server_version_num')::int as version`);
  await client.end();
  expect(rows[0].version).toBeGreaterThanOrEqual(140000);
});

test('a test file finds a real Kafka by KAFKA_BROKERS that coordinates groups', async () => {
  await checkBroker(process.env.KAFKA_BROKERS!);
});
