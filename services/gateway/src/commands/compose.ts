// npm run compose            writes services/gateway/supergraph.generated.graphql
// npm run compose -- --check exits 1 when the committed file is not what the schemas compose to

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@bucket-sync/shared/errors';
import { composeSupergraph } from '../federation/compose-supergraph.ts';
import { SUPERGRAPH_FILE } from '../federation/supergraph.ts';

const file = fileURLToPath(SUPERGRAPH_FILE);
const composed = compose();
const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
if (composed === committed) {
  console.log('The supergraph is up to date.');
} else if (process.argv.includes('--check')) {
  console.error(`${file} is not what the schemas compose to: run npm run compose and commit it.`);
  process.exitCode = 1;
} else {
  writeFileSync(file, composed);
  console.log(`${file} written.`);
}

function compose(): string {
  try {
    return composeSupergraph();
  } catch (error) {
    console.error(messageOf(error));
    process.exit(1);
  }
}
