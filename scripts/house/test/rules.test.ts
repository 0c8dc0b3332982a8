import { describe, expect, test } from 'vitest';
import { kindOf, type ProjectFile } from '../project-file.ts';
import { casts } from '../rules/casts.ts';
import { fileLength } from '../rules/file-length.ts';
import { folderSize } from '../rules/folder-size.ts';
import { lineLength } from '../rules/line-length.ts';

const file = (path: string, text = ''): ProjectFile => ({ path, kind: kindOf(path), text });
const lines = (count: number) => 'const line = 1;\n'.repeat(count);
const locationsOf = (findings: { path: string; line?: number }[]) =>
  findings.map(({ path, line }) => (line === undefined ? path : `${path}:${line}`));

test.each([
  ['services/sync/src/domain/run.ts', 'source'],
  ['services/sync/test/domain/run.test.ts', 'test'],
  ['services/sync/test/support/world.ts', 'test'],
  ['test/kill-9-loses-nothing.test.ts', 'test'],
  ['apps/console/src/grid.test.tsx', 'test'],
  ['services/sync/src/graphql/schema.generated.ts', 'generated'],
  ['services/sync/test/fixtures/parent.ts', 'fixture'],
  ['services/sync/src/testing/index.ts', 'source'],
])('%s is %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

describe('file-length', () => {
  test('finds a source of more than 200 lines and a test of more than 250', () => {
    const files = [
      file('a/fits.ts', lines(200)),
      file('a/long.ts', lines(201)),
      file('a/test/fits.test.ts', lines(250)),
      file('a/test/long.test.ts', lines(251)),
      file('a/made.generated.ts', lines(1_000)),
    ];
    expect(locationsOf(fileLength(files))).toEqual(['a/long.ts', 'a/test/long.test.ts']);
  });
});

describe('line-length', () => {
  test('finds a line of more than 120 characters, in comments and texts too', () => {
    const text = `${'x'.repeat(120)}\n// ${'x'.repeat(118)}\n${'é'.repeat(120)}\n`;
    expect(locationsOf(lineLength([file('a/a.ts', text)]))).toEqual(['a/a.ts:2']);
  });
});

describe('folder-size', () => {
  const folder = (path: string, count: number) => Array.from({ length: count }, (_, i) => file(`${path}/f${i}.ts`));

  test('finds a folder of more than 15 files and does not count those below it', () => {
    expect(locationsOf(folderSize([...folder('a', 15), ...folder('a/b', 1), ...folder('c', 16)]))).toEqual(['c']);
  });

  test('leaves tests, generated files and migrations aside', () => {
    const generated = Array.from({ length: 16 }, (_, i) => file(`g/f${i}.generated.ts`));
    expect(folderSize([...folder('a/test/b', 16), ...generated, ...folder('a/migrations', 16)])).toEqual([]);
  });
});

describe('casts', () => {
  const cast = 'const a = b as string;\n';

  test('finds the casts of a package that has more than one for each 400 lines', () => {
    const files = [file('services/a/src/x.ts', lines(796) + cast), file('services/a/src/y.ts', cast + lines(2))];
    expect(casts(files)).toEqual([]);
    expect(locationsOf(casts([...files, file('services/a/src/z.ts', cast)]))).toEqual([
      'services/a/src/x.ts:797',
      'services/a/src/y.ts:1',
      'services/a/src/z.ts:1',
    ]);
  });

  test('counts neither constants nor text that is parsed', () => {
    const free = [
      "const a = ['x'] as const;",
      'const b = JSON.parse(text) as B;',
      'const c = (await response.json()) as C;',
      'const d = parser.parse(text) as D;',
      'const e = f satisfies never;',
      'import { g as h } from "./g.ts";',
    ];
    expect(casts([file('services/a/src/x.ts', `${free.join('\n')}\n`)])).toEqual([]);
    expect(casts([file('services/a/src/parse-answer.ts', cast.repeat(3))])).toEqual([]);
  });

  test('finds every cast to never, in tests too', () => {
    const files = [file('a/src/x.ts', 'f(a as never);\n'), file('a/test/x.test.ts', '\nf(a as never);\n')];
    expect(locationsOf(casts(files))).toEqual(['a/src/x.ts:1', 'a/test/x.test.ts:2']);
  });
});
