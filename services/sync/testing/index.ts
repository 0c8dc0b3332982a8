/**
 * The internals of this service that benchmarks, scripts and system tests may import. They import nothing else of it.
 */
export { createBucketLister, createBucketReader, createS3Client } from '../src/aws/index.ts';
export { compare } from '../src/domain/comparing.ts';
export type { BucketTarget } from '../src/domain/ports.ts';
export { FIRST_READ_BYTES, readAheadBytes } from '../src/media/budget.ts';
export { MissingBytes, SparseBytes } from '../src/media/bytes/sparse-bytes.ts';
export { decide, isVideoFormat } from '../src/media/decide.ts';
export { createInspector } from '../src/media/index.ts';
export { type OwnFormat, sniff } from '../src/media/sniff.ts';
export { CORPUS_FOLDER, corpusFiles, RECORD_FILE } from '../test/media/corpus.ts';
export { agrees, expectedVerdict, verdictLine } from '../test/media/expected-verdict.ts';
export { inspectFile } from '../test/media/inspect-file.ts';
export { type PngChunk, pngChunk } from '../test/media/png-chunk.ts';
export type { ToolAnswer } from '../test/media/tool-answers.ts';
export { ACCOUNT, createBucket } from '../test/support/sandbox-bucket.ts';
export { listBucket } from './list-bucket.ts';
