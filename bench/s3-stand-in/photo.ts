import { readFileSync } from 'node:fs';

export const OBJECT_BYTES = 64 * 1024;

/**
 * A JPEG of 64 KiB with EXIF in front, as a camera writes it: a small photo whose image data is filled up. Every object
 * of the stand-in has these bytes, so that serving one costs no more than a copy into the socket.
 */
export function photoOf64KiB(): Buffer {
  const file = new URL('../../packages/dev-stack/sample/media/orientation-1.jpg', import.meta.url);
  const small = readFileSync(file);
  const end = small.lastIndexOf(Buffer.from([0xff, 0xd9]));
  const photo = Buffer.alloc(OBJECT_BYTES);
  small.copy(photo, 0, 0, end);
  photo.set([0xff, 0xd9], OBJECT_BYTES - 2);
  return photo;
}
