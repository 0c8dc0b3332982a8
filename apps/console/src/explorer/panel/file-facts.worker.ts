// Parses a file's bytes outside the page. A hostile file can block only this worker, which the page then ends.
import { type FileFacts, readImageFacts, readMovieFacts } from './file-facts.ts';

export interface FactsRequest {
  href: string;
  contentType: string;
  sizeBytes: number;
}

export type FactsAnswer = { facts: FileFacts } | { failure: string };

/** The pictures that exifr reads. It fails on every other format. */
const EXIF_PICTURES = ['image/jpeg', 'image/tiff', 'image/png', 'image/heic', 'image/heif', 'image/avif'];

/** Containers of ISO/IEC 14496-12, which mp4box reads. */
const ISO_MOVIES = ['video/mp4', 'video/quicktime', 'video/x-m4v'];

function readFacts({ href, contentType, sizeBytes }: FactsRequest): Promise<FileFacts> {
  if (EXIF_PICTURES.includes(contentType)) return readImageFacts(href);
  return ISO_MOVIES.includes(contentType) ? readMovieFacts(href, sizeBytes) : Promise.resolve([]);
}

addEventListener('message', ({ data }: MessageEvent<FactsRequest>) => {
  readFacts(data).then(
    (facts) => postMessage({ facts } satisfies FactsAnswer),
    (error: Error) => postMessage({ failure: error.message } satisfies FactsAnswer),
  );
});
