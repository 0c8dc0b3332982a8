import { newId } from '@bucket-sync/shared/ids';
import { OUTBOX_MIGRATIONS } from '@bucket-sync/shared/outbox';
import { createUpgradedDatabase, type TestDatabase } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConnectionStore } from '../../src/postgres/connection-store.ts';
import { MIGRATIONS } from '../../src/service.ts';

const ORGANIZATION = 'acme';
const DATASET = newId();

function aRow(change: { principalRole?: string; isRemoved: boolean }) {
  const id = newId();
  return {
    id,
    organization_id: ORGANIZATION,
    dataset_id: DATASET.toUpperCase(),
    name: 'Street scenes',
    bucket_name: 'photos',
    prefix: '',
    region: 'us-east-1',
    notices: [],
    principal_arn: `arn:aws:iam::277710232653:role/${change.principalRole ?? `ext-${id}`}`,
    principal_state: change.isRemoved ? 'REMOVED' : 'READY',
    external_id: newId(),
    created_at: '2026-11-15T12:00:00+00:00',
    removed_at: change.isRemoved ? '2026-11-16T12:00:00+00:00' : null,
    policies_changed: false,
    include_patterns: [],
    exclude_patterns: [],
  };
}

const kept = aRow({ isRemoved: false });
const removed = aRow({ isRemoved: true });
const shared = aRow({ isRemoved: true, principalRole: 'ext-shared' });

let database: TestDatabase;
beforeAll(async () => {
  const names = ['0001_outbox', '0001_connections', '0002_policies_changed', '0003_patterns'];
  const migrations = names.map((name) => `${name}.sql`);
  const tables = { connections: [kept, removed, shared] };
  database = await createUpgradedDatabase([OUTBOX_MIGRATIONS, MIGRATIONS], { migrations, tables, messages: [] });
});
afterAll(() => database.drop());

test('a connection whose dataset was named in capital letters is listed with its dataset', async () => {
  const store = createConnectionStore(database.pool, () => {});
  expect((await store.list(ORGANIZATION, DATASET)).map(({ id }) => id)).toEqual([kept.id]);
});

test('the principals that removals by such an id left in IAM are swept, and shared ones are not', async () => {
  const store = createConnectionStore(database.pool, () => {});
  expect((await store.leftoverPrincipals(10)).map(({ id }) => id)).toEqual([removed.id]);
});
