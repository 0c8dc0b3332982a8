// Parses a file's bytes outside the page. A hostile file can block only this worker, which the page then ends.
import { type FactsRequest, type FileFacts, readFacts } from './file-facts.ts';

export type FactsAnswer = { facts: FileFacts } | { failure: string };

addEventListener('message', ({ data }: MessageEvent<FactsRequest>) => {
  readFacts(data).then(
    (facts) => postMessage({ facts } satisfies FactsAnswer),
    (error: Error) => postMessage({ failure: error.message } satisfies FactsAnswer),
  );
});
