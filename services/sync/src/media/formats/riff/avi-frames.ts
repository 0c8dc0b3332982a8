import type { RiffWalk } from './riff.ts';

/** The most chunks of other streams before the first frame. */
const MAX_CHUNKS = 32;
const FRAME_HEAD_BYTES = 1024;

/** The beginning of a stream's first frame ("00dc", "00db"), also within a "rec " list; null if it is not near. */
export function firstFrameOf(walk: RiffWalk, from: number, stream: number): Buffer | null {
  const number = stream.toString().padStart(2, '0');
  let seen = 0;
  for (const chunk of walk.chunks(from, walk.bytes.sizeBytes)) {
    seen += 1;
    if (seen > MAX_CHUNKS) return null;
    if (chunk.type === 'rec ') return firstFrameOf(walk, chunk.payload, stream);
    const isFrame = chunk.type === `${number}dc` || chunk.type === `${number}db`;
    if (isFrame && chunk.end > chunk.payload) return walk.content(chunk, FRAME_HEAD_BYTES);
  }
  return null;
}
