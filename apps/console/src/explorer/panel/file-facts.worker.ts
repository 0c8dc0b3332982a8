// What the bytes of a file say, read apart from the page: a hostile file costs this worker, which the page then ends.
import { type FileFacts, readImageFacts, readMovieFacts } from './file-facts.ts';

export interface FactsRequest {
  href: string;
  contentType: string;
  sizeBytes: number;
}

export type FactsAnswer = { facts: FileFacts } | { failure: string };

addEventListener('message', ({ data }: MessageEvent<FactsRequest>) => {
  const read = data.contentType.startsWith('image/')
    ? readImageFacts(data.href)
    : readMovieFacts(data.href, data.sizeBytes);
  read.then(
    (facts) => postMessage({ facts } satisfies FactsAnswer),
    (error: Error) => postMessage({ failure: error.message } satisfies FactsAnswer),
  );
});
