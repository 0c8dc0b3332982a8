// Makes docs/errors.md, docs/events.md and docs/asyncapi.yaml from the code, and docs/decisions/README.md from the
// titles of the decisions: `npm run docs`; `-- --check` only compares, and fails when one of them is out of date.

import { readFileSync, writeFileSync } from 'node:fs';
import { systemCodeOf } from '../errors/index.ts';
import { asyncApi } from './docs/async-api.ts';
import { decisionsPage } from './docs/decisions-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import { eventsPage } from './docs/events-page.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const pages = {
  'errors.md': errorsPage(),
  'events.md': eventsPage(),
  'asyncapi.yaml': asyncApi(),
  'decisions/README.md': decisionsPage(new URL('decisions/', docs)),
};
const isCheck = process.argv.includes('--check');
const outdated: string[] = [];

for (const [name, text] of Object.entries(pages)) {
  const file = new URL(name, docs);
  if (readOrNull(file) === text) continue;
  if (isCheck) outdated.push(name);
  else writeFileSync(file, text);
}
if (outdated.length > 0) {
  console.error(`out of date: docs/${outdated.join(', docs/')}; run npm run docs`);
  process.exitCode = 1;
}

function readOrNull(file: URL): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
