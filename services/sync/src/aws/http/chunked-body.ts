import type { GrowingBody } from './growing-body.ts';

export interface ChunkedBody {
  /** @returns how many of the bytes lie behind the end of the body; null while more of it is to come */
  add(bytes: Buffer): number | null;
  bytes(): Buffer;
}

/** The length of a chunk with its extensions, or a trailer. Usual ones have less than a tenth of it. */
const MOST_LINE_BYTES = 1_024;
const LENGTH_LINE = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i;

/**
 * Decodes a body with `Transfer-Encoding: chunked`, as S3 sends its lists and errors. `add` throws an Error for bytes
 * that are no such body.
 *
 * @see RFC 9112, section 7.1
 */
export function createChunkedBody(growing: GrowingBody): ChunkedBody {
  /** DATA_END is the line break behind the data of a chunk. */
  let state: 'LENGTH' | 'DATA' | 'DATA_END' | 'TRAILERS' = 'LENGTH';
  let leftBytes = 0;
  let line = '';

  /** @returns true at the end of the body */
  const takeLine = (): boolean => {
    if (state === 'TRAILERS') return line === '';
    if (state === 'DATA_END') {
      if (line !== '') throw new Error('a chunk arrived that is longer than its length says');
      state = 'LENGTH';
      return false;
    }
    const [, hex] = LENGTH_LINE.exec(line) ?? [];
    if (hex === undefined) throw new Error('a chunk without a length arrived');
    leftBytes = Number.parseInt(hex, 16);
    state = leftBytes === 0 ? 'TRAILERS' : 'DATA';
    return false;
  };

  return {
    add(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (state === 'DATA') {
          const data = bytes.subarray(at, at + leftBytes);
          growing.add(data);
          leftBytes -= data.length;
          at += data.length;
          if (leftBytes === 0) state = 'DATA_END';
          continue;
        }
        const lineEnd = bytes.indexOf(0x0a, at);
        const end = lineEnd < 0 ? bytes.length : lineEnd + 1;
        if (line.length + end - at > MOST_LINE_BYTES) throw new Error('a chunk with too long a line arrived');
        line += bytes.toString('latin1', at, end);
        at = end;
        if (lineEnd < 0) return null;
        if (!line.endsWith('\r\n')) throw new Error('a chunk with a bare line feed arrived');
        line = line.slice(0, -2);
        if (takeLine()) return bytes.length - at;
        line = '';
      }
      return null;
    },
    bytes: () => growing.bytes(),
  };
}
