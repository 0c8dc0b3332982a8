import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUTBOX_MIGRATIONS } from '@bucket-sync/shared/outbox';
import { migrate } from '@bucket-sync/shared/postgres';
import { createTestDatabase, silentLog } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../support/assets-world.ts';

test('an upgrade opens the ledger with what each month had used, so used equals the sum of the charges', async () => {
  const [, current] = MIGRATIONS;
  const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-upgrade-'));
  // The record of migrations is named by the parent folder, which is "assets" here as well.
  const previous = join(folder, 'assets', 'migrations');
  for (const file of readdirSync(current!).filter((name) => name < '0004')) {
    cpSync(join(current!, file), join(previous, file), { recursive: true });
  }
  const database = await createTestDatabase([OUTBOX_MIGRATIONS, previous]);
  try {
    await database.pool.query(`
      insert into organizations (id, name, plan, data_rows_limit) values ('acme', 'Acme', 'PAID', 100);
      insert into data_row_usage (organization_id, month, used)
      values ('acme', '2026-10-01', 40), ('acme', '2026-11-01', 7), ('acme', '2026-12-01', 0);`);
    await migrate({ url: database.url, directory: current!, log: silentLog() });
    const { rows } = await database.pool.query(
      `select to_char(month, 'YYYY-MM') as month, kind, reason, rows from data_row_entries order by month`,
    );
    expect(rows).toEqual([
      { month: '2026-10', kind: 'CHARGE', reason: 'OPENING', rows: 40 },
      { month: '2026-11', kind: 'CHARGE', reason: 'OPENING', rows: 7 },
    ]);
  } finally {
    await database.drop();
    rmSync(folder, { recursive: true });
  }
});
