import { type Answer, emptyAnswer, xmlAnswer } from '../../http/answer.ts';
import { AwsError } from '../../http/aws-error.ts';
import { header } from '../../http/request.ts';
import { element, parseXml, textElement, xmlDocument } from '../../http/xml.ts';
import { isKnownRegion } from '../../state/regions.ts';
import { requireBucketAction, requireServiceAction } from '../access/permissions.ts';
import { illegalLocation } from '../call/region.ts';
import { bucketOf, canonicalUserId, type S3Call } from '../call/s3-call.ts';
import { accessDenied, invalidArgument } from '../call/s3-errors.ts';
import { readDocument } from '../content/receive-body.ts';

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export function listBuckets(call: S3Call): Answer {
  requireServiceAction(call, 's3:ListAllMyBuckets', '*');
  const accountId = call.caller!.account.accountId;
  const prefix = call.request.query.get('prefix') ?? '';
  const own = call.buckets
    .all()
    .map(({ configuration }) => configuration)
    .filter(({ ownerId, name }) => ownerId === accountId && name.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const buckets = own.map((bucket) =>
    element(
      'Bucket',
      textElement('Name', bucket.name),
      textElement('CreationDate', bucket.createdAt),
      textElement('BucketRegion', bucket.region),
    ),
  );
  const owner = element('Owner', textElement('ID', canonicalUserId(accountId)));
  const result = `${owner}${element('Buckets', ...buckets)}`;
  return xmlAnswer(xmlDocument(`<ListAllMyBucketsResult ${NAMESPACE}>${result}</ListAllMyBucketsResult>`));
}

export async function createBucket(call: S3Call): Promise<Answer> {
  const { bucketName, buckets, caller, region, request } = call;
  checkBucketName(bucketName);
  requireServiceAction(call, 's3:CreateBucket', `arn:aws:s3:::${bucketName}`);
  if (caller === undefined) throw accessDenied();
  const body = await readDocument(call);
  const location = body === '' ? '' : (parseXml(body, 'CreateBucketConfiguration').textOf('LocationConstraint') ?? '');
  const home = homeRegion(location, region);
  const known = buckets.get(bucketName);
  if (known !== undefined) refuseTaken(bucketName, known.configuration.ownerId === caller.account.accountId, home);
  if (known === undefined) {
    const objectOwnership = header(request, 'x-amz-object-ownership');
    buckets.create({
      name: bucketName,
      ownerId: caller.account.accountId,
      region: home,
      createdAt: request.receivedAt.toISOString(),
      ...(objectOwnership === undefined ? {} : { objectOwnership }),
    });
  }
  return emptyAnswer(200, { location: `/${bucketName}`, 'x-amz-bucket-arn': `arn:aws:s3:::${bucketName}` });
}

/** Only in us-east-1 an absent location means this region, and creating one's own bucket again is no error. */
function homeRegion(location: string, region: string): string {
  if (region === 'us-east-1') {
    if (location === '') return 'us-east-1';
    if (location === 'us-east-1' || !isKnownRegion(location)) {
      throw new AwsError(400, 'InvalidLocationConstraint', 'The specified location-constraint is not valid', {
        details: { LocationConstraint: location },
      });
    }
    return location;
  }
  if (location !== region) throw illegalLocation(location === '' ? 'unspecified' : location);
  return location;
}

function refuseTaken(bucketName: string, isOwn: boolean, region: string): void {
  const details = { BucketName: bucketName };
  if (!isOwn) {
    throw new AwsError(
      409,
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. ' +
        'Please select a different name and try again.',
      { details },
    );
  }
  if (region === 'us-east-1') return;
  throw new AwsError(
    409,
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { details },
  );
}

/** @see Amazon S3 User Guide, "General purpose bucket naming rules" */
function checkBucketName(name: string): void {
  const isValid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3)$/.test(name);
  if (isValid) return;
  throw new AwsError(400, 'InvalidBucketName', 'The specified bucket is not valid.', { details: { BucketName: name } });
}

export function headBucket(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:ListBucket');
  return emptyAnswer(200, {
    'x-amz-bucket-region': bucket.configuration.region,
    'x-amz-access-point-alias': 'false',
    'x-amz-bucket-arn': `arn:aws:s3:::${bucket.configuration.name}`,
    'content-type': 'application/xml',
  });
}

export function deleteBucket(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:DeleteBucket');
  if (!bucket.isEmpty()) {
    throw new AwsError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', {
      details: { BucketName: call.bucketName },
    });
  }
  call.buckets.delete(bucket);
  return emptyAnswer(204);
}

export function getBucketLocation(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:GetBucketLocation');
  const { region } = bucket.configuration;
  const content = region === 'us-east-1' ? '' : region;
  return xmlAnswer(xmlDocument(`<LocationConstraint ${NAMESPACE}>${content}</LocationConstraint>`));
}

export function getBucketVersioning(call: S3Call): Answer {
  requireBucketAction(call, bucketOf(call), 's3:GetBucketVersioning');
  return xmlAnswer(xmlDocument(`<VersioningConfiguration ${NAMESPACE}></VersioningConfiguration>`));
}

export function getRequestPayment(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:GetBucketRequestPayment');
  const payer = bucket.configuration.requesterPays === true ? 'Requester' : 'BucketOwner';
  return xmlAnswer(
    xmlDocument(
      `<RequestPaymentConfiguration ${NAMESPACE}>${textElement('Payer', payer)}</RequestPaymentConfiguration>`,
    ),
  );
}

export async function putRequestPayment(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:PutBucketRequestPayment');
  const xml = parseXml(await readDocument(call), 'RequestPaymentConfiguration');
  bucket.configuration.requesterPays = xml.textOf('Payer') === 'Requester';
  bucket.saveConfiguration();
  return emptyAnswer(200);
}

const OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'];

export async function putOwnershipControls(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:PutBucketOwnershipControls');
  const xml = parseXml(await readDocument(call), 'OwnershipControls');
  const ownership = xml.child('Rule')?.textOf('ObjectOwnership') ?? '';
  if (!OWNERSHIPS.includes(ownership)) throw invalidArgument('Invalid ObjectOwnership', 'ObjectOwnership', ownership);
  bucket.configuration.objectOwnership = ownership;
  bucket.saveConfiguration();
  return emptyAnswer(200);
}

export function getOwnershipControls(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:GetBucketOwnershipControls');
  const rule = element(
    'Rule',
    textElement('ObjectOwnership', bucket.configuration.objectOwnership ?? 'BucketOwnerEnforced'),
  );
  return xmlAnswer(xmlDocument(`<OwnershipControls ${NAMESPACE}>${rule}</OwnershipControls>`));
}
