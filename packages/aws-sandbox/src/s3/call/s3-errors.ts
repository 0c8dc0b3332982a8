import { randomBytes } from 'node:crypto';
import { type Answer, xmlAnswer } from '../../http/answer.ts';
import { AwsError } from '../../http/aws-error.ts';
import { element, textElement, xmlDocument } from '../../http/xml.ts';

/** S3's error document and headers. An answer to HEAD has no body, so it has no code. */
export function s3ErrorAnswer(error: AwsError, requestId: string, resource: string, isHead: boolean): Answer {
  const hostId = randomBytes(42).toString('base64');
  const headers = { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId, ...error.headers };
  if (isHead || error.status === 304) return { status: error.status, headers };
  const details = Object.entries(error.details).map(([name, value]) => textElement(name, value));
  const body = element(
    'Error',
    textElement('Code', error.code),
    textElement('Message', error.message),
    ...details,
    'Resource' in error.details || error.code === 'AccessDenied' ? '' : textElement('Resource', resource),
    textElement('RequestId', requestId),
    textElement('HostId', hostId),
  );
  return xmlAnswer(xmlDocument(body), error.status, headers);
}

export function noSuchBucket(name: string): AwsError {
  return new AwsError(404, 'NoSuchBucket', 'The specified bucket does not exist', { details: { BucketName: name } });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError(404, 'NoSuchKey', 'The specified key does not exist.', { details: { Key: key } });
}

export function noSuchUpload(uploadId: string): AwsError {
  return new AwsError(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or ' +
      'completed.',
    { details: { UploadId: uploadId } },
  );
}

export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError(400, 'InvalidArgument', message, { details: { ArgumentName: name, ArgumentValue: value } });
}

export function notImplemented(what: string): AwsError {
  return new AwsError(
    501,
    'NotImplemented',
    `A header or operation you provided implies functionality that is not implemented: ${what}`,
  );
}

/** The answer that reveals nothing. */
export function accessDenied(message = 'Access Denied'): AwsError {
  return new AwsError(403, 'AccessDenied', message);
}
