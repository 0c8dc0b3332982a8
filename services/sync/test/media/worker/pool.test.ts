import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SparseBytes } from '../../../src/media/bytes/sparse-bytes.ts';
import { createWorkerPool, WORKER_KILLED, type WorkerPool } from '../../../src/media/worker/pool.ts';

const ANSWERS = 1;
const NEVER_ENDS = 2;
const TAKES_MEMORY = 3;
const THROWS = 4;
const ANSWERS_AND_ENDS = 5;
const WORKS = 6;

let pool: WorkerPool;

beforeEach(() => {
  const program = new URL('./misbehaving-worker.ts', import.meta.url);
  pool = createWorkerPool({ workers: 2, workerMemoryMb: 32, fileCpuMs: 200, startAllowanceMs: 800, program });
});
afterEach(() => pool.stop());

const decide = (behaviour: number) => pool.file('ISO_MEDIA', new SparseBytes(behaviour, 0)).decide();

test('a file whose parsing never ends stops its worker twice and is given up', async () => {
  expect(await decide(NEVER_ENDS)).toBe(WORKER_KILLED);
});

test('a file that exhausts the memory stops its worker twice, not the process', async () => {
  expect(await decide(TAKES_MEMORY)).toBe(WORKER_KILLED);
});

test('a file on which the worker throws is given up', async () => {
  expect(await decide(THROWS)).toBe(WORKER_KILLED);
});

test('dead workers are replaced, and files that waited for one are decided', async () => {
  const all = await Promise.all([THROWS, NEVER_ENDS, ANSWERS, THROWS, ANSWERS, ANSWERS].map(decide));
  const answered = all.filter((answer) => answer !== WORKER_KILLED);
  expect(answered).toHaveLength(3);
  expect(await decide(ANSWERS)).toMatchObject({ detail: 'answered' });
});

test('a worker that ends after its answer fails no later file', async () => {
  for (let round = 0; round < 4; round += 1) {
    const files = [ANSWERS_AND_ENDS, ANSWERS_AND_ENDS, ANSWERS, ANSWERS, ANSWERS];
    for (const answer of await Promise.all(files.map(decide))) expect(answer).toMatchObject({ detail: 'answered' });
  }
});

test('hostile files in a row leave no thread behind', async () => {
  const threads = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length;
  const before = threads();
  for (let file = 0; file < 12; file += 1) await Promise.all([decide(THROWS), decide(THROWS)]);
  expect(await decide(ANSWERS)).toMatchObject({ detail: 'answered' });
  await eventually(() => expect(threads() - before).toBeLessThanOrEqual(2));
});

test('a busy machine fails no file: only the CPU time of its own thread counts', async () => {
  const rivals = Array.from({ length: 2 * cpus().length }, () => new Worker('for (;;);', { eval: true }));
  try {
    for (const answer of await Promise.all(Array.from({ length: 8 }, () => decide(WORKS))))
      expect(answer).toMatchObject({ detail: 'answered' });
  } finally {
    await Promise.all(rivals.map((rival) => rival.terminate()));
  }
}, 30_000);

test('when the pool stops, files in flight end and no further file starts', async () => {
  const underWay = decide(NEVER_ENDS);
  const ended = expect(underWay).rejects.toThrow('stopped');
  await pool.stop();
  await ended;
  await expect(decide(ANSWERS)).rejects.toThrow('stopped');
});
