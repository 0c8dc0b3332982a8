import { addAbortSignal, Readable } from 'node:stream';
import {
  GetObjectAttributesCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { decodeListedKey } from '@bucket-sync/shared/aws';
import { failed, succeeded } from '../domain/aws/diagnosis/aws-answer.ts';
import type { ListedObject } from '../domain/aws/diagnosis/sample-objects.ts';
import type { BucketProber, BucketTarget } from '../domain/ports.ts';
import type { BucketSession } from '../domain/session.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { loadAsBrowser } from './load-as-browser.ts';
import { presignGetObject } from './presign-get-object.ts';
import { notAnAnswer, readAnswer } from './read-answer.ts';
import { withinDeadline } from './within-deadline.ts';

/** Of one request with its retries. The SDK begins its second try after 8 s of silence. */
const DEADLINES = { listingMs: 20_000, readMs: 12_000 };

/** Real requests to a customer's bucket with the unmodified SDK; each names the account that must own the bucket. */
export function createBucketProber(settings: {
  endpointUrl: string | undefined;
  forcePathStyle: boolean;
  deadlines?: typeof DEADLINES;
}): BucketProber {
  const { deadlines = DEADLINES } = settings;
  const clients = new WeakMap<BucketSession, S3Client>();
  // All clients share one pool of sockets: a client for each session would leave its idle sockets behind.
  const { requestHandler } = new S3Client({ region: 'us-east-1', ...CLIENT_OPTIONS }).config;
  const clientOf = ({ session, bucket }: BucketTarget): S3Client => {
    const known = clients.get(session);
    if (known) return known;
    const { accessKeyId, secretAccessKey, sessionToken } = session;
    const client = new S3Client({
      region: bucket.region,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      // Dotted names break TLS on virtual hosts.
      forcePathStyle: settings.forcePathStyle || bucket.bucketName.includes('.'),
      // A range of an object carries no checksum to validate.
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...CLIENT_OPTIONS,
      requestHandler,
    });
    clients.set(session, client);
    return client;
  };
  const owned = ({ bucket, ownerAccountId }: BucketTarget) => ({
    Bucket: bucket.bucketName,
    ExpectedBucketOwner: ownerAccountId,
  });

  return {
    async list(target, question) {
      const action = 's3:ListBucket';
      try {
        const command = new ListObjectsV2Command({
          ...owned(target),
          // Sent even when empty: without the key s3:prefix the condition of the policy is false.
          Prefix: question.prefix,
          MaxKeys: question.maxKeys,
          EncodingType: 'url',
          OptionalObjectAttributes: ['RestoreStatus'],
          ...(question.startAfter !== undefined && { StartAfter: question.startAfter }),
        });
        const page = await withinDeadline(deadlines.listingMs, (abortSignal) =>
          clientOf(target).send(command, { abortSignal }),
        );
        // A proxy's page that is well-formed XML parses into an empty listing. Only S3 repeats the bucket's name.
        if (page.Name !== target.bucket.bucketName || page.KeyCount === undefined) {
          return failed(
            notAnAnswer('SESSION', action, 'the answer is not a listing of S3', page.$metadata.httpStatusCode),
          );
        }
        return succeeded({
          objects: (page.Contents ?? []).map((entry) => asListed(entry, page.EncodingType)),
          isComplete: page.IsTruncated !== true,
        });
      } catch (error) {
        return failed(readAnswer('SESSION', action, error));
      }
    },

    async readFirstByte(target, object) {
      const action = 's3:GetObject';
      const isEmpty = object.sizeBytes === 0;
      try {
        const range = isEmpty ? {} : { Range: 'bytes=0-0' };
        const command = new GetObjectCommand({ ...owned(target), Key: object.key, ...range });
        const { answer, bytes } = await withinDeadline(deadlines.readMs, async (abortSignal) => {
          const answer = await clientOf(target).send(command, { abortSignal });
          if (answer.Body instanceof Readable) addAbortSignal(abortSignal, answer.Body);
          return { answer, bytes: await answer.Body?.transformToByteArray() };
        });
        const isWhole = isEmpty ? bytes?.length === 0 : answer.ContentRange !== undefined && bytes?.length === 1;
        if (isWhole && answer.ETag) return succeeded(undefined);
        return failed(
          notAnAnswer('SESSION', action, 'the answer is not the range asked for', answer.$metadata.httpStatusCode),
        );
      } catch (error) {
        return failed(readAnswer('SESSION', action, error));
      }
    },

    async readAttributes(target, object) {
      const action = 's3:GetObjectAttributes';
      try {
        const command = new GetObjectAttributesCommand({
          ...owned(target),
          Key: object.key,
          ObjectAttributes: ['ETag', 'ObjectSize'],
        });
        const answer = await withinDeadline(deadlines.readMs, (abortSignal) =>
          clientOf(target).send(command, { abortSignal }),
        );
        if (answer.ObjectSize !== undefined) return succeeded(undefined);
        return failed(
          notAnAnswer('SESSION', action, 'the answer holds no attributes', answer.$metadata.httpStatusCode),
        );
      } catch (error) {
        return failed(readAnswer('SESSION', action, error));
      }
    },

    async loadAsBrowser(target, question) {
      const { bucketName, region } = target.bucket;
      const address = { ...settings, bucketName, region, key: question.key };
      const href = presignGetObject(address, target.session, 60, new Date());
      return loadAsBrowser(href, question.origin, question.isThere);
    },
  };
}

type ListedEntry = NonNullable<ListObjectsV2CommandOutput['Contents']>[number];

function asListed(entry: ListedEntry, encodingType: string | undefined): ListedObject {
  const storageClass = entry.StorageClass ?? 'STANDARD';
  const isRestored = entry.RestoreStatus?.RestoreExpiryDate !== undefined && !entry.RestoreStatus.IsRestoreInProgress;
  return {
    key: decodeListedKey(entry.Key ?? '', encodingType),
    sizeBytes: entry.Size ?? 0,
    etag: entry.ETag ?? '',
    storageClass,
    isArchived: (storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE') && !isRestored,
  };
}
