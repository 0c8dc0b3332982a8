import { type Answer, emptyAnswer, xmlAnswer } from '../../http/answer.ts';
import { AwsError } from '../../http/aws-error.ts';
import { element, malformedXml, parseXml, textElement, xmlDocument } from '../../http/xml.ts';
import { UnknownPrincipal, withArns, withUniqueIds } from '../../iam/stored-principals.ts';
import { parsePolicy } from '../../policy/document.ts';
import { PolicySyntaxError } from '../../policy/syntax-error.ts';
import { corsRulesXml, preflightHeaders, readCorsRules } from '../access/cors.ts';
import { requireBucketAction } from '../access/permissions.ts';
import { bucketOf, type S3Call } from '../call/s3-call.ts';
import { readDocument } from '../content/receive-body.ts';

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export async function putBucketCors(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:PutBucketCORS');
  bucket.configuration.cors = readCorsRules(await readDocument(call));
  bucket.saveConfiguration();
  return emptyAnswer(200);
}

export function getBucketCors(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:GetBucketCORS');
  const rules = bucket.configuration.cors;
  if (rules === undefined) {
    throw new AwsError(404, 'NoSuchCORSConfiguration', 'The CORS configuration does not exist', {
      details: { BucketName: call.bucketName },
    });
  }
  return xmlAnswer(xmlDocument(`<CORSConfiguration ${NAMESPACE}>${corsRulesXml(rules)}</CORSConfiguration>`));
}

export function deleteBucketCors(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:PutBucketCORS');
  delete bucket.configuration.cors;
  bucket.saveConfiguration();
  return emptyAnswer(204);
}

/** Answers a browser's preflight request, which is not signed and needs no permission. */
export function preflight(call: S3Call): Answer {
  return emptyAnswer(200, preflightHeaders(bucketOf(call).configuration.cors, call.request));
}

export async function putBucketPolicy(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:PutBucketPolicy');
  const text = await readDocument(call);
  try {
    const policy = parsePolicy(text, 'resource');
    const arn = `arn:aws:s3:::${call.bucketName}`;
    const isOwn = (resource: string) =>
      resource === '*' || resource === arn || resource.startsWith(`${arn}/`) || resource.startsWith(`${arn}*`);
    if (!policy.statements.every(({ resources }) => resources?.patterns.every((pattern) => isOwn(pattern.text)))) {
      throw new AwsError(400, 'MalformedPolicy', 'Policy has invalid resource');
    }
    bucket.configuration.policy = withUniqueIds(call.state.accounts, text);
  } catch (error) {
    if (error instanceof UnknownPrincipal) {
      throw new AwsError(400, 'MalformedPolicy', 'Invalid principal in policy', {
        details: { Detail: `"AWS" : "${error.principal}"` },
      });
    }
    if (error instanceof PolicySyntaxError) throw new AwsError(400, 'MalformedPolicy', error.message, { cause: error });
    throw error;
  }
  bucket.saveConfiguration();
  return emptyAnswer(204);
}

export function getBucketPolicy(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:GetBucketPolicy');
  const { policy } = bucket.configuration;
  if (policy === undefined) {
    throw new AwsError(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist', {
      details: { BucketName: call.bucketName },
    });
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: withArns(call.state.accounts, policy) };
}

export function deleteBucketPolicy(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:DeleteBucketPolicy');
  delete bucket.configuration.policy;
  bucket.saveConfiguration();
  return emptyAnswer(204);
}

export async function putBucketEncryption(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:PutEncryptionConfiguration');
  const xml = parseXml(await readDocument(call), 'ServerSideEncryptionConfiguration');
  const rule = xml.child('Rule')?.child('ApplyServerSideEncryptionByDefault');
  const algorithm = rule?.textOf('SSEAlgorithm');
  const key = rule?.textOf('KMSMasterKeyID');
  if (algorithm !== 'AES256' && !(algorithm === 'aws:kms' && key !== undefined)) throw malformedXml();
  const { configuration } = bucket;
  if (key === undefined) delete configuration.kmsKeyArn;
  else
    configuration.kmsKeyArn = key.startsWith('arn:')
      ? key
      : `arn:aws:kms:${configuration.region}:${configuration.ownerId}:key/${key}`;
  bucket.saveConfiguration();
  return emptyAnswer(200);
}

export function getBucketEncryption(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:GetEncryptionConfiguration');
  const { kmsKeyArn } = bucket.configuration;
  const rule = element(
    'Rule',
    element(
      'ApplyServerSideEncryptionByDefault',
      textElement('SSEAlgorithm', kmsKeyArn === undefined ? 'AES256' : 'aws:kms'),
      textElement('KMSMasterKeyID', kmsKeyArn),
    ),
    textElement('BucketKeyEnabled', false),
  );
  return xmlAnswer(
    xmlDocument(`<ServerSideEncryptionConfiguration ${NAMESPACE}>${rule}</ServerSideEncryptionConfiguration>`),
  );
}

export function deleteBucketEncryption(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:PutEncryptionConfiguration');
  delete bucket.configuration.kmsKeyArn;
  bucket.saveConfiguration();
  return emptyAnswer(204);
}
