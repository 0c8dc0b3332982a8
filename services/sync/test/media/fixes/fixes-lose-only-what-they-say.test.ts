import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf, type Fix, type FixableFile, fixesOf } from '../../../../assets/testing/index.ts';
import { createInspector, type Inspector } from '../../../src/media/index.ts';
import { inspectFile } from '../inspect-file.ts';
import { digestOfEnd, type Facet, type Facts, factsOf, pixelsOf, WORDS } from './facts.ts';
import { CONVERSIONS, IMAGES, type Sample, VIDEOS } from './samples.ts';
import { fixedPath, lacksTools, note, shell, skippedFile } from './tools.ts';

let folder: string;
let inspector: Inspector;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fixes-'));
  inspector = createInspector({ workers: 1 });
});
afterAll(async () => {
  await inspector.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Lost {
  facet: keyof typeof WORDS;
  how: string;
}

/** The lines that only one of two texts has. */
function difference(one: string, other: string): string {
  const [before, after] = [one.split('\n'), other.split('\n')];
  const gone = before.filter((line) => !after.includes(line)).map((line) => `-${line}`);
  return [...gone, ...after.filter((line) => !before.includes(line)).map((line) => `+${line}`)].join(' ');
}

/** A skipped file before its fixes. */
interface Original {
  path: string;
  facts: Facts;
  findings: FixableFile['findings'];
}

/** Facets in which the fixed file differs from the original. */
async function lostFacets(original: Original, after: string, fix: Fix, sample: Sample): Promise<Lost[]> {
  const { path: before, facts: one, findings } = original;
  const other = await factsOf(after, folder);
  if (fix.kind.startsWith('TURN')) expect(other.orientations, fix.kind).toMatch(/^[1 ]*$/);
  const lost: Lost[] = (Object.keys(WORDS) as (keyof typeof WORDS)[])
    .filter((facet): facet is Facet => facet in one)
    .filter((facet) => one[facet] !== other[facet])
    .map((facet) => ({ facet, how: difference(one[facet], other[facet]) }));
  if (findings?.mediaType === 'IMAGE' && findings.orientation !== undefined && fix.kind !== 'DROP_ORIENTATION') {
    const [expected, found] = await pixelsOf(before, after, fix, findings.orientation);
    if (expected !== found) lost.push({ facet: 'pixels', how: 'other pixels' });
  }
  const { trailerBytes = 0 } = sample;
  if (trailerBytes > 0 && digestOfEnd(before, trailerBytes) !== digestOfEnd(after, trailerBytes))
    lost.push({ facet: 'trailer', how: 'other bytes at the end' });
  return lost;
}

async function fixAndCompare(sample: Sample): Promise<{ fixes: Fix[]; unsaid: string[] }> {
  const made = mkdtempSync(join(folder, 'made-'));
  await sample.make(made);
  const path = join(made, sample.name);
  const file = await skippedFile(inspector, path, `photos/${sample.name}`);
  const original = { path, facts: await factsOf(path, folder), findings: file.findings };
  const fixes = fixesOf(file);
  const unsaid: string[] = [];
  for (const [index, fix] of fixes.entries()) {
    const place = join(made, `fix-${index}`);
    mkdirSync(place);
    copyFileSync(path, join(place, sample.name));
    await shell(commandOf(fix, file.objectKey), place);
    const fixed = fixedPath(place, sample.name, fix);
    expect((await inspectFile(inspector, fixed)).verdict, `${fix.kind}: ${sample.name}`).toMatchObject({
      kind: 'ACCEPTED',
    });
    if (fix.recipe.how === 'BESIDE') continue;
    const loses = fix.loses.join('; ');
    for (const { facet, how } of await lostFacets(original, fixed, fix, sample))
      if (!WORDS[facet].test(loses)) unsaid.push(`${fix.kind} loses ${facet} (${how}), and says: ${loses}`);
  }
  return { fixes, unsaid };
}

describe.skipIf(lacksTools)(`every fix makes an accepted file and loses only what it states${note}`, () => {
  test.each([...IMAGES, ...VIDEOS, ...CONVERSIONS])('$name', { timeout: 120_000 }, async (sample) => {
    const { fixes, unsaid } = await fixAndCompare(sample);
    expect(fixes.length).toBeGreaterThan(0);
    expect(unsaid).toEqual([]);
  });
});
