import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, emptyAnswer, xmlAnswer } from '../../http/answer.ts';
import { element, parseXml, textElement, xmlDocument } from '../../http/xml.ts';
import { readJsonFile, writeJsonFile } from '../../state/json-file.ts';
import { requireGenerateDataKey } from '../access/authorize-key.ts';
import { requireBucketAction, requireObjectAction } from '../access/permissions.ts';
import { bucketOf, type S3Call } from '../call/s3-call.ts';
import {
  chosenParts,
  folderOf,
  joinParts,
  partNumber,
  partsOf,
  storePart,
  type Upload,
  uploadOf,
} from '../content/multipart-upload.ts';
import { encryptionHeaders, metadataOfUpload } from '../content/object-headers.ts';
import { readDocument, receiveBody } from '../content/receive-body.ts';
import { copyAnswer, copyBytes, readableSource } from './copy-object.ts';
import { checkWriteConditions } from './write-object.ts';

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
  storePart(bucket, upload, body.file, { number, md5Hex: body.md5Hex, sizeBytes: body.sizeBytes });
  return emptyAnswer(200, { etag: `"${body.md5Hex}"`, ...encryptionHeaders(upload.metadata), ...body.checksums });
}

export async function uploadPartCopy(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:PutObject', call.key);
  const upload = uploadOf(call, bucket);
  const number = partNumber(call);
  const { object, range } = await readableSource(call);
  const copy = await copyBytes(object, bucket, range);
  storePart(bucket, upload, copy.file, { number, md5Hex: copy.md5Hex, sizeBytes: copy.sizeBytes });
  return copyAnswer('CopyPartResult', copy.md5Hex, call.request.receivedAt, {});
}

export async function completeMultipartUpload(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:PutObject', call.key);
  const xml = parseXml(await readDocument(call), 'CompleteMultipartUpload');
  const upload = uploadOf(call, bucket);
  const folder = folderOf(bucket, upload.uploadId);
  const requested = xml
    .children('Part')
    .map((part) => ({ number: Number(part.textOf('PartNumber')), etag: part.textOf('ETag') ?? '' }));
  const parts = chosenParts(partsOf(folder), requested);
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
  const result = [...head, textElement('IsTruncated', false), ...parts].join('');
  return xmlAnswer(xmlDocument(`<ListPartsResult ${NAMESPACE}>${result}</ListPartsResult>`));
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
