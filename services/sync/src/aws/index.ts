export { createBucketLister } from './bucket-lister.ts';
export { createBucketReader } from './bucket-reader.ts';
export { allLimits, createConcurrencyLimit } from './concurrency-limit.ts';
export { type BucketSession, createS3Client, type S3Client } from './s3-client.ts';
export { createBucketSessions } from './sessions.ts';
