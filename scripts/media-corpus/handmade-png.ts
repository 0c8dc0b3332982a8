import { deflateSync } from 'node:zlib';
import { type PngChunk, pngChunk } from '../../services/sync/testing/index.ts';

function pngChunks(png: Buffer): PngChunk[] {
  const chunks: PngChunk[] = [];
  for (let at = 8; at < png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    chunks.push({ name: png.toString('latin1', at + 4, at + 8), bytes: png.subarray(at, end) });
    at = end;
  }
  return chunks;
}

const pngOf = (png: Buffer, chunks: PngChunk[]): Buffer =>
  Buffer.concat([png.subarray(0, 8), ...chunks.map(({ bytes }) => bytes)]);

export function exifMovedBehindData(png: Buffer): Buffer {
  const chunks = pngChunks(png);
  const exif = chunks.filter(({ name }) => name === 'eXIf');
  const rest = chunks.filter(({ name }) => name !== 'eXIf');
  return pngOf(png, [...rest.slice(0, -1), ...exif, ...rest.slice(-1)]);
}

export const exifOf = (png: Buffer): Buffer =>
  pngChunks(png)
    .find(({ name }) => name === 'eXIf')!
    .bytes.subarray(8, -4);

/** Writes EXIF as ImageMagick did before PNG had a chunk for it. */
export function withRawProfile(png: Buffer, exif: Buffer): Buffer {
  const block = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
  const hex = block.toString('hex').replaceAll(/.{72}/g, '$&\n');
  const text = deflateSync(Buffer.from(`\nexif\n${String(block.length).padStart(8)}\n${hex}\n`, 'latin1'));
  const chunks = pngChunks(png).filter(({ name }) => name !== 'eXIf' && name !== 'zTXt' && name !== 'tEXt');
  const profile = pngChunk('zTXt', Buffer.concat([Buffer.from('Raw profile type exif\0\0', 'latin1'), text]));
  return pngOf(png, [...chunks.slice(0, 1), profile, ...chunks.slice(1)]);
}
