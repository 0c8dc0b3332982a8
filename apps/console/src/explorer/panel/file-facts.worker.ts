// Parses a file's bytes outside the page. A hostile file can block only this worker, which the page then ends.
import { type FileFacts, readImageFacts, readMovieFacts } from './file-facts.ts';

export interface FactsRequest {
  href: string;
  contentType: string;
  sizeBytes: number;
}

export type FactsAnswer = { facts: FileFacts } | { failure: string };

/** Containers of ISO/IEC 14496-12, which mp4box reads. */
const ISO_MOVIES = ['video/mp4', 'video/quicktime', 'video/x-m4v'];

function readFacts({ href, contentType, sizeBytes }: FactsRequest): Promise<FileFacts> {
  if (contentType.startsWith('image/')) return readImageFacts(href);
  return ISO_MOVIES.includes(contentType) ? readMovieFacts(href, sizeBytes) : Promise.resolve([]);
}

addEventListener('message', ({ data }: MessageEvent<FactsRequest>) => {
  readFacts(data).then(
    (facts) => postMessage({ facts } satisfies FactsAnswer),
    (error: Error) => postMessage({ failure: error.message } satisfies FactsAnswer),
  );
});
