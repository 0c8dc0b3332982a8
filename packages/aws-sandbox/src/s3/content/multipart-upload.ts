import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../../http/aws-error.ts';
import { malformedXml } from '../../http/xml.ts';
import { readJsonFile } from '../../state/json-file.ts';
import type { S3Call } from '../call/s3-call.ts';
import { invalidArgument, noSuchUpload } from '../call/s3-errors.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { ObjectMetadata } from '../storage/object-metadata.ts';

/** An unfinished upload: a folder with this document, and a file `part-<number>` and its `.json` for each part. */
export interface Upload {
  uploadId: string;
  key: string;
  startedAt: string;
  metadata: ObjectMetadata;
}

export interface Part {
  number: number;
  md5Hex: string;
  sizeBytes: number;
}

const MOST_PARTS = 10_000;
/** Applies to all parts except the last. @see Amazon S3 User Guide, "Amazon S3 multipart upload limits" */
const SMALLEST_PART_BYTES = 5 * 1024 * 1024;
export function folderOf(bucket: Bucket, uploadId: string): string {
  return join(bucket.uploadsDirectory, `multipart-${uploadId}`);
}

export function uploadOf(call: S3Call, bucket: Bucket): Upload {
  const uploadId = call.request.query.get('uploadId') ?? '';
  const isWellFormed = /^[0-9a-f]{32}$/.test(uploadId);
  const upload = isWellFormed ? readJsonFile<Upload>(join(folderOf(bucket, uploadId), 'upload.json')) : undefined;
  if (upload === undefined || upload.key !== call.key) throw noSuchUpload(uploadId);
  return upload;
}

export function partNumber({ request }: S3Call): number {
  const text = request.query.get('partNumber') ?? '';
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST_PARTS) return number;
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text);
}

export function storePart(bucket: Bucket, upload: Upload, file: string, part: Part): void {
  const folder = folderOf(bucket, upload.uploadId);
  if (!existsSync(folder)) throw noSuchUpload(upload.uploadId);
  renameSync(file, join(folder, `part-${part.number}`));
  writeFileSync(join(folder, `part-${part.number}.json`), JSON.stringify(part));
}

export function partsOf(folder: string): Part[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder)
    .filter((name) => /^part-\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Part)
    .sort((a, b) => a.number - b.number);
}

export function chosenParts(parts: Part[], requested: { number: number; etag: string }[]): Part[] {
  if (requested.length === 0) throw malformedXml();
  if (requested.some(({ number }, i) => i > 0 && number <= requested[i - 1]!.number)) {
    throw new AwsError(
      400,
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  return requested.map(({ number, etag }, i) => {
    const part = parts.find((candidate) => candidate.number === number);
    if (part === undefined || part.md5Hex !== etag.replaceAll('"', '')) {
      throw new AwsError(
        400,
        'InvalidPart',
        'One or more of the specified parts could not be found.  The part may not have been uploaded, or the ' +
          "specified entity tag may not match the part's entity tag.",
      );
    }
    if (i < requested.length - 1 && part.sizeBytes < SMALLEST_PART_BYTES) {
      throw new AwsError(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
    return part;
  });
}

export function joinParts(folder: string, parts: Part[], whole: string): void {
  copyFileSync(join(folder, `part-${parts[0]!.number}`), whole);
  for (const part of parts.slice(1)) appendFileSync(whole, readFileSync(join(folder, `part-${part.number}`)));
}
