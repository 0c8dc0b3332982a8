import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInspector, type Inspector } from '../../src/media/index.ts';
import { AGREED_DIFFERENCES } from './agreed-differences.ts';
import { corpusFiles, RECORD_FILE } from './corpus.ts';
import { agrees, expectedVerdict, verdictLine } from './expected-verdict.ts';
import { inspectFile } from './inspect-file.ts';
import type { ToolAnswer } from './tool-answers.ts';

const recorded = JSON.parse(readFileSync(RECORD_FILE, 'utf8')) as Record<string, ToolAnswer>;
const files = corpusFiles();
let inspector: Inspector;

beforeAll(() => {
  inspector = createInspector({ workers: 1 });
});
afterAll(() => inspector.stop());

test('the record names exactly the files of the corpus', () => {
  expect(Object.keys(recorded).sort()).toEqual(files.map(({ name }) => name).sort());
});

test('every agreed difference is about a file of the corpus', () => {
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining([...AGREED_DIFFERENCES.keys()]));
});

describe('the verdict agrees with exiftool and ffprobe', () => {
  test.each(files)('$name', async ({ name, path }) => {
    const expected = expectedVerdict(recorded[name]!);
    const found = verdictLine((await inspectFile(inspector, path)).verdict);
    const difference = AGREED_DIFFERENCES.get(name);
    if (difference === undefined) {
      expect(agrees(expected, found), `the tools: ${expected}\nthe verdict: ${found}`).toBe(true);
    } else {
      expect(found).toBe(difference.verdict);
      expect(agrees(expected, found), 'no longer a difference: take it from the list').toBe(false);
    }
  });
});

test('the same file has the same verdict under any name', async () => {
  for (const { path } of files) {
    const named = await inspectFile(inspector, path, 'a.jpg');
    const unnamed = await inspectFile(inspector, path, 'folder/b');
    if (named.verdict.kind === 'ACCEPTED') expect(unnamed.verdict, path).toEqual(named.verdict);
  }
});
