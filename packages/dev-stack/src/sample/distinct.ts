import { extname } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * A copy of a media file that shows the same picture and has different bytes: a note is added where the format has
 * room. So no two objects of the sample bucket are duplicates.
 *
 * @param name  its extension gives the format
 */
export function distinct(bytes: Buffer, name: string, note: string): Buffer {
  const text = Buffer.from(note, 'utf8');
  switch (extname(name)) {
    case '.jpg':
      return insert(bytes, 2, jpegComment(text));
    case '.png':
      return insert(bytes, PNG_HEADER_BYTES, pngText(text));
    case '.mp4':
    case '.mov':
    case '.m4v':
    case '.heic':
    case '.avif':
      return Buffer.concat([bytes, freeBox(text)]);
    case '.webm':
    case '.mkv':
      return Buffer.concat([bytes, ebmlVoid(text)]);
    case '.gif':
      // The trailer is the last byte; the note comes before it.
      return insert(bytes, bytes.length - 1, gifComment(text));
    case '.webp':
    case '.avi':
      return withRiffChunk(bytes, text);
    default:
      // Readers of the other formats (TIFF, BMP, PSD …) follow offsets and ignore bytes after the picture.
      return Buffer.concat([bytes, text]);
  }
}

/** Signature, then IHDR, which comes first. */
const PNG_HEADER_BYTES = 8 + 4 + 4 + 13 + 4;

function insert(bytes: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

/** A COM segment (ITU-T T.81, B.2.4.5). */
function jpegComment(text: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([head, text]);
}

/** A tEXt chunk (PNG specification, 11.3.4.3). */
function pngText(text: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from('tEXtComment\0', 'latin1'), text]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length - 4);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

/** A box of free space (ISO/IEC 14496-12, 8.1.2). */
function freeBox(text: Buffer): Buffer {
  const head = Buffer.from('\0\0\0\0free', 'latin1');
  head.writeUInt32BE(head.length + text.length);
  return Buffer.concat([head, text]);
}

/** A Void element (RFC 8794, 11.3.2), whose length fits in one byte. */
function ebmlVoid(text: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xec, 0x80 | text.length]), text]);
}

/** A comment extension (GIF89a, 24). */
function gifComment(text: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x21, 0xfe, text.length]), text, Buffer.from([0])]);
}

/** A chunk at the end of a RIFF file, of a kind that readers ignore. */
function withRiffChunk(bytes: Buffer, text: Buffer): Buffer {
  const padded = text.length % 2 === 0 ? text : Buffer.concat([text, Buffer.from(' ')]);
  const head = Buffer.from('JUNK\0\0\0\0', 'latin1');
  head.writeUInt32LE(padded.length, 4);
  const whole = Buffer.concat([bytes, head, padded]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}
