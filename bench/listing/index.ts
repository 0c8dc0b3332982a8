import { parseArgs } from 'node:util';
import { measureListings } from './listings.ts';
import { measureSyncs } from './syncs.ts';

/**
 * Our listing beside rclone's, and syncs of a bucket of which little or nothing has changed.
 *   npm run bench -- listing [--count 100000] [--list-ms 75] [--only listings|syncs]
 */
export async function benchListing(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '100000' },
      'list-ms': { type: 'string', default: '75' },
      only: { type: 'string' },
    },
  });
  const options = { count: Number(values.count), listMs: Number(values['list-ms']) };
  console.log(`\n${options.count} keys, ${options.listMs} ms a page`);
  if (values.only !== 'syncs') for await (const line of measureListings(options)) console.log(`  ${line}`);
  if (values.only !== 'listings') for await (const line of measureSyncs(options)) console.log(`  ${line}`);
}
