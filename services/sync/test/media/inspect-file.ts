import { open } from 'node:fs/promises';
import type { Inspection } from '../../src/domain/verdict.ts';
import type { Inspector } from '../../src/media/index.ts';

export interface FileInspection extends Inspection {
  /** "offset+length" of each read, in order. */
  reads: string[];
}

/** Inspects a file on the disk like an object, by ranged reads only. */
export async function inspectFile(inspector: Inspector, path: string, key = path): Promise<FileInspection> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const reads: string[] = [];
    const inspection = await inspector.inspect({ key, sizeBytes: size, etag: 'etag' }, async (offset, lengthBytes) => {
      reads.push(`${offset}+${lengthBytes}`);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(lengthBytes), 0, lengthBytes, offset);
      return buffer.subarray(0, bytesRead);
    });
    return { ...inspection, reads };
  } finally {
    await file.close();
  }
}

/** The same for bytes in memory. */
export async function inspectBytes(inspector: Inspector, bytes: Buffer, key: string): Promise<FileInspection> {
  const reads: string[] = [];
  const inspection = await inspector.inspect(
    { key, sizeBytes: bytes.length, etag: 'etag' },
    async (offset, lengthBytes) => {
      reads.push(`${offset}+${lengthBytes}`);
      return Buffer.from(bytes.subarray(offset, offset + lengthBytes));
    },
  );
  return { ...inspection, reads };
}
