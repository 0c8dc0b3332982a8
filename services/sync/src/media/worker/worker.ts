import { parentPort } from 'node:worker_threads';
import { MissingBytes, SparseBytes } from '../bytes/sparse-bytes.ts';
import { decide } from '../decide.ts';
import type { StepAnswer, StepReply, StepRequest } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs in a worker thread');

port.on('message', ({ format, sizeBytes, readAheadBytes, readCount, pieces }: StepRequest) => {
  const bytes = SparseBytes.restored(sizeBytes, readAheadBytes, readCount, pieces);
  const found = decide(format, bytes);
  const answer: StepAnswer =
    found instanceof MissingBytes
      ? { kind: 'MISSING', offset: found.offset, lengthBytes: found.lengthBytes }
      : { kind: 'VERDICT', verdict: found };
  const { user, system } = process.threadCpuUsage();
  port.postMessage({ answer, threadCpuMs: (user + system) / 1_000 } satisfies StepReply);
});
