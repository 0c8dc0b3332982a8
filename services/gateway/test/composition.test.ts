import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { composeSupergraph } from '../src/federation/compose-supergraph.ts';
import { SUPERGRAPH_FILE } from '../src/federation/supergraph.ts';

test('the committed supergraph is what the schemas compose to: npm run compose', () => {
  expect(readFileSync(SUPERGRAPH_FILE, 'utf8')).toBe(composeSupergraph());
});

test('the supergraph names no address of a subgraph', () => {
  const urls = composeSupergraph().match(/https?:\/\/[^"]+/g) ?? [];
  const ours = urls.filter((url) => !url.startsWith('https://specs.apollo.dev/'));
  expect(ours.sort()).toEqual(['assets', 'connections', 'sync'].map((name) => `http://${name}.invalid/graphql`));
});
