import { crc32 } from 'node:zlib';

export interface PngChunk {
  name: string;
  /** Length, name, data and checksum. */
  bytes: Buffer;
}

export function pngChunk(name: string, data: Buffer): PngChunk {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  body.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(body), body.length + 4);
  return { name, bytes };
}
