import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT, serviceSources } from '../support/service-sources.ts';

test('docs/operations.md lists the metrics of all services, and no others', () => {
  const page = readFileSync(join(PROJECT_ROOT, 'docs/operations.md'), 'utf8');
  const documented = Array.from(
    page.matchAll(/^\| `(\w+_\w+)` \| (?:counter|gauge|histogram) \|/gm),
    ([, name]) => name,
  );
  const made = serviceSources().flatMap(({ text }) => [
    ...Array.from(text.matchAll(/new (?:Counter|Gauge|Histogram|Summary)\(\{\s*name: '(\w+)'/g), ([, name]) => name),
    ...Array.from(text.matchAll(/\bgauge\('(\w+)'/g), ([, name]) => name),
  ]);
  expect(documented.sort()).toEqual(made.sort());
});
