import { readFileSync } from 'node:fs';
import { findings, mediaFacts } from '@bucket-sync/shared/contracts';
import { cpuTimeMs, randomNumbers } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UNREADABLE } from '../../src/media/decide.ts';
import { createInspector, type Inspector } from '../../src/media/index.ts';
import { corpusFiles } from './corpus.ts';
import { HOSTILE_FILES } from './hostile-files.ts';
import { type FileInspection, inspectBytes } from './inspect-file.ts';
import { mutate } from './mutations.ts';

const MUTATED_FILES = 10_000;
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const MIB = 1024 * 1024;

let inspector: Inspector;

beforeAll(() => {
  inspector = createInspector({ workers: 1, workerMemoryMb: 64 });
});
afterAll(() => inspector.stop());

function expectBounded({ verdict, requestCount, bytesRead }: FileInspection, what: string): void {
  expect(requestCount, what).toBeLessThanOrEqual(64);
  expect(bytesRead, what).toBeLessThanOrEqual(16 * MIB);
  if (verdict.kind === 'SKIPPED') {
    expect(verdict.detail, what).not.toBe(UNREADABLE);
    expect(findings.nullable().safeParse(verdict.findings), what).toMatchObject({ success: true });
  } else {
    const { width, height, video } = mediaFacts.parse(verdict.media);
    for (const value of [width, height, video?.durationMs ?? 0, video?.frameCount ?? 0])
      expect(value, what).toBeLessThan(2 ** 31);
  }
}

describe('a file made to crash its parser', () => {
  test.each(HOSTILE_FILES)('$what', async ({ what, key, bytes }) => {
    const memoryBefore = process.memoryUsage().rss;
    const cpuBefore = cpuTimeMs();
    const first = await inspectBytes(inspector, bytes, key);
    expect(cpuTimeMs() - cpuBefore).toBeLessThan(1_500);
    expectBounded(first, what);
    expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(128 * MIB);
    expect((await inspectBytes(inspector, bytes, key)).verdict).toEqual(first.verdict);
  });
});

test(`${MUTATED_FILES} mutated files have bounded verdicts, equal on a second reading (seed ${SEED})`, async () => {
  console.log(`FUZZ_SEED=${SEED}`);
  const random = randomNumbers(SEED);
  const originals = corpusFiles()
    .map(({ name, path }) => ({ name, bytes: readFileSync(path) }))
    .filter(({ bytes }) => bytes.length > 16 && bytes.length < 200_000);
  let slowestMs = 0;
  for (let index = 0; index < MUTATED_FILES; index += 1) {
    const { name, bytes } = originals[index % originals.length]!;
    const mutated = mutate(bytes, random);
    const cpuBefore = cpuTimeMs();
    const first = await inspectBytes(inspector, mutated, name);
    slowestMs = Math.max(slowestMs, cpuTimeMs() - cpuBefore);
    expectBounded(first, `mutation ${index} of ${name}, FUZZ_SEED=${SEED}`);
    if (index % 5 === 0) expect((await inspectBytes(inspector, mutated, name)).verdict, name).toEqual(first.verdict);
  }
  expect(slowestMs).toBeLessThan(2_000);
}, 120_000);

test('after all hostile files a good video is still decided', async () => {
  const video = corpusFiles().find(({ name }) => name === 'made/mp42.mp4')!;
  expect((await inspectBytes(inspector, readFileSync(video.path), 'a.mp4')).verdict.kind).toBe('ACCEPTED');
});
