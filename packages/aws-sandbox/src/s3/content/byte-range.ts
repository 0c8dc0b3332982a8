import { AwsError } from '../../http/aws-error.ts';

/** Both ends are inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a Range header.
 *
 * @returns undefined for the whole object: no header, several ranges, or text that is no byte range
 * @throws AwsError InvalidRange (416) for a range that starts after the end, and for any range of an empty object
 */
export function readRange(text: string | undefined, sizeBytes: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    if (length === 0) throw unsatisfiable(text ?? '', sizeBytes);
    return { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= sizeBytes) throw unsatisfiable(text ?? '', sizeBytes);
  return { start, end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
}

function unsatisfiable(range: string, sizeBytes: number): AwsError {
  return new AwsError(416, 'InvalidRange', 'The requested range is not satisfiable', {
    details: { RangeRequested: range, ActualObjectSize: String(sizeBytes) },
    headers: { 'content-range': `bytes */${sizeBytes}` },
  });
}
