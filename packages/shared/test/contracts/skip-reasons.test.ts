import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SKIP_REASONS } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import { PROJECT_ROOT, serviceSources } from '../support/service-sources.ts';

// The steps of docs/how-to/add-a-skip-reason.md that neither a type nor schema-enums.test.ts checks.
const rows = readFileSync(join(PROJECT_ROOT, 'docs/media-rules.md'), 'utf8').split('\n');
const sources = serviceSources();

test.each(SKIP_REASONS)('%s has a row in the table of docs/media-rules.md', (reason) => {
  const named = rows.filter(
    (row) =>
      row.startsWith('|') &&
      row
        .split('|')[1]
        ?.split(/[\s,]+/)
        .includes(reason),
  );
  expect(named).toHaveLength(1);
});

test.each(SKIP_REASONS)('%s is given to a file by a service', (reason) => {
  expect(sources.some(({ text }) => text.includes(`'${reason}'`))).toBe(true);
});
