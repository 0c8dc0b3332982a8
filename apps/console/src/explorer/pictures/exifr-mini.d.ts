/** The build of exifr without the dictionaries of tag names and without every format but JPEG. */
declare module 'exifr/dist/mini.esm.mjs' {
  export { parse, thumbnail } from 'exifr';
}
