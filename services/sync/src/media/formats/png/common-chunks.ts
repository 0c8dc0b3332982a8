import type { SparseBytes } from '../../bytes/sparse-bytes.ts';

/**
 * Chunks that programs keep when they rewrite the picture, and those that only hint at its encoding (`iDOT`, `sBIT`).
 * Any other chunk is lost: HDR (`cICP`, `mDCV`, `cLLI`), provenance (`caBX`), private ones, and texts in `iTXt`.
 */
const COMMON_CHUNKS: ReadonlySet<string> = new Set(
  (
    'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP pHYs oFFs tIME bKGD hIST sPLT sBIT eXIf exIf tEXt zTXt ' +
    'acTL fcTL fdAT iDOT vpAg orNT'
  ).split(' '),
);
const HEADER_BYTES = 8;
/** The keyword of the iTXt chunk that holds XMP. exiftool copies it. */
const XMP = 'XML:com.adobe.xmp\0';

export const mayBeOwn = (name: string): boolean => !COMMON_CHUNKS.has(name);

/** The number of chunks in these places that a program drops when it rewrites the picture. */
export const countOwnChunks = (bytes: SparseBytes, places: readonly number[]): number =>
  places.filter((at) => !holdsXmp(bytes.view(at, HEADER_BYTES + XMP.length))).length;

const holdsXmp = (chunk: Buffer): boolean => chunk.toString('latin1', 4) === `iTXt${XMP}`;
