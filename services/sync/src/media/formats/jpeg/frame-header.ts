import type { Findings } from '@bucket-sync/shared/contracts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { Segment } from './segment.ts';

export interface FrameHeader {
  width: number;
  height: number;
  /** The facts that a lossless rotation depends on. */
  findings: Findings;
}

/** SOF0 to SOF15 without DHT, JPG and DAC. */
export const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && (marker === 0xc0 || (marker & 3) !== 0);

type JpegFindings = NonNullable<Findings['jpeg']>;

/** @see ITU-T T.81, B.2.2 and A.2.4 */
export function readFrameHeader(bytes: SparseBytes, marker: number, { start, end }: Segment): FrameHeader {
  const frame = bytes.view(start, 6);
  const componentCount = frame.readUInt8(5);
  const components = bytes.view(start + 6, Math.min(componentCount * 3, end - start - 6));
  const bitDepth = frame.readUInt8(0);
  return {
    width: frame.readUInt16BE(3),
    height: frame.readUInt16BE(1),
    findings: {
      bitDepth,
      isLossy: true,
      jpeg: { process: bitDepth === 8 ? processOf(marker) : 'OTHER', ...unitSize(components) },
    },
  };
}

/** The coding processes that jpegtran reads and writes. */
function processOf(marker: number): JpegFindings['process'] {
  if (marker <= 0xc1) return 'BASELINE';
  if (marker === 0xc2) return 'PROGRESSIVE';
  return marker === 0xc9 || marker === 0xca ? 'ARITHMETIC' : 'OTHER';
}

/**
 * A minimum coded unit holds as many blocks of 8 x 8 as the largest sampling factors state. With a single component it
 * holds one.
 */
function unitSize(components: Buffer): { unitWidth: number; unitHeight: number } {
  let [horizontal, vertical] = [1, 1];
  for (let at = 1; at < components.length && components.length > 3; at += 3) {
    horizontal = Math.max(horizontal, components[at]! >>> 4);
    vertical = Math.max(vertical, components[at]! & 15);
  }
  return { unitWidth: 8 * horizontal, unitHeight: 8 * vertical };
}
