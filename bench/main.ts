// npm run bench [-- <name> …]: compares our code with the ordinary way and the bare ceiling, in turns in one run. Rates
// depend on the machine; ratios hardly do.
import { benchAssets } from './assets.ts';
import { benchEndToEnd } from './end-to-end/index.ts';
import { benchFairness } from './fairness.ts';
import { benchGateway } from './gateway.ts';
import { benchKills } from './kills/index.ts';
import { benchListing } from './listing/index.ts';
import { benchMedia } from './media.ts';
import { benchReliability } from './reliability/index.ts';
import { benchReplicas } from './replicas.ts';
import { benchSync } from './sync.ts';
import { printTable } from './table.ts';

/** Benches of single parts. Each returns the tables to print; several can run in one command. */
const partBenches = { sync: benchSync, media: benchMedia, assets: benchAssets, gateway: benchGateway };
/** Benches of the whole stack. Each has options of its own and prints its own lines. */
const stackBenches = {
  'end-to-end': benchEndToEnd,
  listing: benchListing,
  reliability: benchReliability,
  kills: benchKills,
  fairness: benchFairness,
  replicas: benchReplicas,
};

const requested = process.argv.slice(2);
for (const [name, bench] of Object.entries(stackBenches)) {
  if (requested[0] !== name) continue;
  await bench(requested.slice(1));
  process.exit();
}
const unknown = requested.filter((name) => !(name in partBenches));
if (unknown.length > 0) {
  const names = [...Object.keys(partBenches), ...Object.keys(stackBenches)];
  console.error(`There is no bench ${unknown.join(', ')}. The benches are ${names.join(', ')}.`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(partBenches)) {
  if (requested.length > 0 && !requested.includes(name)) continue;
  for (const table of await bench()) printTable(table);
}
