import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted } from '../../src/shell/index.ts';

test('a shell reads each quoted text as one word, unchanged', () => {
  const anyText = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '').toWellFormed());
  const texts = [...fc.sample(anyText, 200), '', "'", "it's '' $HOME `id` \\ \n"];
  const script = `printf '%s\\0' ${texts.map(quoted).join(' ')}`;
  const stdout = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(stdout.split('\0').slice(0, -1)).toEqual(texts);
});
