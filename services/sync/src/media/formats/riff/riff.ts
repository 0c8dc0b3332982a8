import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { tooComplex } from '../../refusal.ts';

/** One chunk. A list has its own type ("hdrl") and the payload behind it. */
export interface RiffChunk {
  type: string;
  payload: number;
  /** Cut at its parent's end. */
  end: number;
  /** The size in its header. */
  statedEnd: number;
}

const MAX_CHUNKS = 4096;

/** Walks RIFF chunks within bounds. */
export class RiffWalk {
  readonly bytes: SparseBytes;
  #visited = 0;

  constructor(bytes: SparseBytes) {
    this.bytes = bytes;
  }

  *chunks(from: number, end: number): Generator<RiffChunk> {
    for (let at = from; at + 8 <= end; ) {
      this.#visited += 1;
      if (this.#visited > MAX_CHUNKS) throw tooComplex(`more than ${MAX_CHUNKS} RIFF chunks`);
      const header = this.bytes.view(at, Math.min(12, end - at));
      const sizeBytes = header.readUInt32LE(4);
      const type = header.toString('latin1', 0, 4);
      const isList = type === 'LIST' && header.length === 12;
      const statedEnd = at + 8 + sizeBytes;
      yield {
        type: isList ? header.toString('latin1', 8, 12) : type,
        payload: at + (isList ? 12 : 8),
        end: Math.min(statedEnd, end),
        statedEnd,
      };
      at = statedEnd + (sizeBytes & 1);
    }
  }

  content(chunk: RiffChunk, limitBytes: number): Buffer {
    return this.bytes.view(chunk.payload, Math.min(chunk.end - chunk.payload, limitBytes));
  }
}
