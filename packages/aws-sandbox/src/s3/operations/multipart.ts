import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Answer, emptyAnswer, xmlAnswer } from '../../http/answer.ts';
import { AwsError } from '../../http/aws-error.ts';
import { element, malformedXml, parseXml, textElement, xmlDocument } from '../../http/xml.ts';
import { readJsonFile, writeJsonFile } from '../../state/json-file.ts';
import { requireGenerateDataKey } from '../access/authorize-key.ts';
import { requireBucketAction, requireObjectAction } from '../access/permissions.ts';
import { bucketOf, type S3Call } from '../call/s3-call.ts';
import { invalidArgument, noSuchUpload } from '../call/s3-errors.ts';
import { encryptionHeaders, metadataOfUpload } from '../content/object-headers.ts';
import { readDocument, receiveBody } from '../content/receive-body.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { ObjectMetadata } from '../storage/object-metadata.ts';
import { copyAnswer, copyBytes, readableSource } from './copy-object.ts';
import { checkWriteConditions } from './write-object.ts';

/** An unfinished upload: a folder with this document, and a file `part-<number>` and its `.json` for each part. */
interface Upload {
  uploadId: string;
  key: string;
  startedAt: string;
  metadata: ObjectMetadata;
}

interface Part {
  number: number;
  md5Hex: string;
  sizeBytes: number;
}

const MOST_PARTS = 10_000;
/** Every part but the last. @see Amazon S3 User Guide, "Amazon S3 multipart upload limits" */
const SMALLEST_PART_BYTES = 5 * 1024 * 1024;
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export function createMultipartUpload(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:PutObject', call.key);
  const metadata = metadataOfUpload(call, bucket);
  requireGenerateDataKey(call, metadata.kmsKeyArn);
  const uploadId = randomUUID().replaceAll('-', '');
  const upload: Upload = { uploadId, key: call.key, startedAt: call.request.receivedAt.toISOString(), metadata };
  writeJsonFile(join(folderOf(bucket, uploadId), 'upload.json'), upload);
  const body = [
    textElement('Bucket', call.bucketName),
    textElement('Key', call.key),
    textElement('UploadId', uploadId),
  ];
  return xmlAnswer(
    xmlDocument(`<InitiateMultipartUploadResult ${NAMESPACE}>${body.join('')}</InitiateMultipartUploadResult>`),
    200,
    encryptionHeaders(metadata),
  );
}

export async function uploadPart(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:PutObject', call.key);
  const upload = uploadOf(call, bucket);
  const number = partNumber(call);
  const body = await receiveBody(call, bucket);
  keepPart(bucket, upload, body.file, { number, md5Hex: body.md5Hex, sizeBytes: body.sizeBytes });
  return emptyAnswer(200, { etag: `"${body.md5Hex}"`, ...encryptionHeaders(upload.metadata), ...body.checksums });
}

export async function uploadPartCopy(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:PutObject', call.key);
  const upload = uploadOf(call, bucket);
  const number = partNumber(call);
  const { object, range } = await readableSource(call);
  const copy = await copyBytes(object, bucket, range);
  keepPart(bucket, upload, copy.file, { number, md5Hex: copy.md5Hex, sizeBytes: copy.sizeBytes });
  return copyAnswer('CopyPartResult', copy.md5Hex, call.request.receivedAt, {});
}

export async function completeMultipartUpload(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:PutObject', call.key);
  const xml = parseXml(await readDocument(call), 'CompleteMultipartUpload');
  const upload = uploadOf(call, bucket);
  const folder = folderOf(bucket, upload.uploadId);
  const wanted = xml
    .children('Part')
    .map((part) => ({ number: Number(part.textOf('PartNumber')), etag: part.textOf('ETag') ?? '' }));
  const parts = chosenParts(partsOf(folder), wanted);
  await checkWriteConditions(call, bucket);
  const whole = join(folder, 'whole');
  joinParts(folder, parts, whole);
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.md5Hex, 'hex'));
  const etag = `${md5.digest('hex')}-${parts.length}`;
  bucket.place(call.key, whole, etag, upload.metadata, { parts: parts.length });
  rmSync(folder, { recursive: true });
  const body = [
    textElement('Location', `http://${call.request.host}/${call.bucketName}/${encodeURIComponent(call.key)}`),
    textElement('Bucket', call.bucketName),
    textElement('Key', call.key),
    textElement('ETag', `"${etag}"`),
  ];
  return xmlAnswer(
    xmlDocument(`<CompleteMultipartUploadResult ${NAMESPACE}>${body.join('')}</CompleteMultipartUploadResult>`),
    200,
    encryptionHeaders(upload.metadata),
  );
}

export function abortMultipartUpload(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:AbortMultipartUpload', call.key);
  rmSync(folderOf(bucket, uploadOf(call, bucket).uploadId), { recursive: true });
  return emptyAnswer(204);
}

export function listParts(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:ListMultipartUploadParts', call.key);
  const upload = uploadOf(call, bucket);
  const parts = partsOf(folderOf(bucket, upload.uploadId)).map((part) =>
    element(
      'Part',
      textElement('PartNumber', part.number),
      textElement('ETag', `"${part.md5Hex}"`),
      textElement('Size', part.sizeBytes),
    ),
  );
  const head = [
    textElement('Bucket', call.bucketName),
    textElement('Key', call.key),
    textElement('UploadId', upload.uploadId),
  ];
  return xmlAnswer(
    xmlDocument(
      `<ListPartsResult ${NAMESPACE}>${head.join('')}${textElement('IsTruncated', false)}${parts.join('')}</ListPartsResult>`,
    ),
  );
}

export function listMultipartUploads(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:ListBucketMultipartUploads');
  const uploads = readdirSync(bucket.uploadsDirectory).flatMap((name) => {
    const upload = readJsonFile<Upload>(join(bucket.uploadsDirectory, name, 'upload.json'));
    if (upload === undefined) return [];
    return element(
      'Upload',
      textElement('Key', upload.key),
      textElement('UploadId', upload.uploadId),
      textElement('Initiated', upload.startedAt),
    );
  });
  const body = [textElement('Bucket', call.bucketName), textElement('IsTruncated', false), ...uploads];
  return xmlAnswer(
    xmlDocument(`<ListMultipartUploadsResult ${NAMESPACE}>${body.join('')}</ListMultipartUploadsResult>`),
  );
}

function folderOf(bucket: Bucket, uploadId: string): string {
  return join(bucket.uploadsDirectory, `multipart-${uploadId}`);
}

function uploadOf(call: S3Call, bucket: Bucket): Upload {
  const uploadId = call.request.query.get('uploadId') ?? '';
  const isWellFormed = /^[0-9a-f]{32}$/.test(uploadId);
  const upload = isWellFormed ? readJsonFile<Upload>(join(folderOf(bucket, uploadId), 'upload.json')) : undefined;
  if (upload === undefined || upload.key !== call.key) throw noSuchUpload(uploadId);
  return upload;
}

function partNumber({ request }: S3Call): number {
  const text = request.query.get('partNumber') ?? '';
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST_PARTS) return number;
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text);
}

function keepPart(bucket: Bucket, upload: Upload, file: string, part: Part): void {
  const folder = folderOf(bucket, upload.uploadId);
  if (!existsSync(folder)) throw noSuchUpload(upload.uploadId);
  renameSync(file, join(folder, `part-${part.number}`));
  writeFileSync(join(folder, `part-${part.number}.json`), JSON.stringify(part));
}

function partsOf(folder: string): Part[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder)
    .filter((name) => /^part-\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Part)
    .sort((a, b) => a.number - b.number);
}

function chosenParts(parts: Part[], wanted: { number: number; etag: string }[]): Part[] {
  if (wanted.length === 0) throw malformedXml();
  if (wanted.some(({ number }, i) => i > 0 && number <= wanted[i - 1]!.number)) {
    throw new AwsError(
      400,
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  return wanted.map(({ number, etag }, i) => {
    const part = parts.find((candidate) => candidate.number === number);
    if (part === undefined || part.md5Hex !== etag.replaceAll('"', '')) {
      throw new AwsError(
        400,
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    if (i < wanted.length - 1 && part.sizeBytes < SMALLEST_PART_BYTES) {
      throw new AwsError(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
    return part;
  });
}

function joinParts(folder: string, parts: Part[], whole: string): void {
  copyFileSync(join(folder, `part-${parts[0]!.number}`), whole);
  for (const part of parts.slice(1)) appendFileSync(whole, readFileSync(join(folder, `part-${part.number}`)));
}
