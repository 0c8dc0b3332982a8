import type { Authenticator } from '../callers/authenticate.ts';
import type { Answer } from '../http/answer.ts';
import { AwsError } from '../http/aws-error.ts';
import { type AwsRequest, header } from '../http/request.ts';
import type { Credential } from '../sigv4/credential.ts';
import type { SandboxState } from '../state/settings.ts';
import { corsHeaders } from './access/cors.ts';
import { checkOwnerAndPayment } from './access/payment-and-owner.ts';
import { refuseWrongRegion } from './call/region.ts';
import type { S3Call } from './call/s3-call.ts';
import { notImplemented, s3ErrorAnswer } from './call/s3-errors.ts';
import type { Target } from './call/target.ts';
import { refuseUnsupported } from './call/unsupported.ts';
import * as documents from './operations/bucket-documents.ts';
import * as buckets from './operations/buckets.ts';
import { copyObject } from './operations/copy-object.ts';
import { listObjects, listObjectsV2 } from './operations/list-objects.ts';
import * as multipart from './operations/multipart.ts';
import * as tagging from './operations/object-tagging.ts';
import { getObjectAttributes, readObject } from './operations/read-object.ts';
import { restoreObject } from './operations/restore-object.ts';
import * as write from './operations/write-object.ts';
import type { BucketStore } from './storage/bucket-store.ts';

type Operation = (call: S3Call) => Answer | Promise<Answer>;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries<Operation>({
    ListBuckets: buckets.listBuckets,
    CreateBucket: buckets.createBucket,
    HeadBucket: buckets.headBucket,
    DeleteBucket: buckets.deleteBucket,
    GetBucketLocation: buckets.getBucketLocation,
    GetBucketVersioning: buckets.getBucketVersioning,
    GetBucketRequestPayment: buckets.getRequestPayment,
    PutBucketRequestPayment: buckets.putRequestPayment,
    GetBucketOwnershipControls: buckets.getOwnershipControls,
    PutBucketOwnershipControls: buckets.putOwnershipControls,
    PutBucketCors: documents.putBucketCors,
    GetBucketCors: documents.getBucketCors,
    DeleteBucketCors: documents.deleteBucketCors,
    PutBucketPolicy: documents.putBucketPolicy,
    GetBucketPolicy: documents.getBucketPolicy,
    DeleteBucketPolicy: documents.deleteBucketPolicy,
    PutBucketEncryption: documents.putBucketEncryption,
    GetBucketEncryption: documents.getBucketEncryption,
    DeleteBucketEncryption: documents.deleteBucketEncryption,
    PreflightRequest: documents.preflight,
    ListObjectsV2: listObjectsV2,
    ListObjects: listObjects,
    GetObject: readObject,
    HeadObject: readObject,
    GetObjectAttributes: getObjectAttributes,
    PutObject: write.putObject,
    CopyObject: copyObject,
    DeleteObject: write.deleteObject,
    DeleteObjects: write.deleteObjects,
    RestoreObject: restoreObject,
    GetObjectTagging: tagging.getObjectTagging,
    PutObjectTagging: tagging.putObjectTagging,
    DeleteObjectTagging: tagging.deleteObjectTagging,
    CreateMultipartUpload: multipart.createMultipartUpload,
    UploadPart: multipart.uploadPart,
    UploadPartCopy: multipart.uploadPartCopy,
    CompleteMultipartUpload: multipart.completeMultipartUpload,
    AbortMultipartUpload: multipart.abortMultipartUpload,
    ListParts: multipart.listParts,
    ListMultipartUploads: multipart.listMultipartUploads,
  }),
);

/** Operations without the checks of an existing bucket: its region, its owner and who pays. */
const WITHOUT_BUCKET = new Set(['ListBuckets', 'CreateBucket', 'PreflightRequest']);

/** Answers requests to the Simple Storage Service. */
export class S3Service {
  readonly #authenticator: Authenticator;
  readonly #state: SandboxState;
  readonly #buckets: BucketStore;

  constructor(authenticator: Authenticator, state: SandboxState, buckets: BucketStore) {
    this.#authenticator = authenticator;
    this.#state = state;
    this.#buckets = buckets;
  }

  /** Returns AWS errors as answers, with the CORS headers that a browser needs. */
  async answer(
    request: AwsRequest,
    credential: Credential | undefined,
    target: Target,
    operation: string,
  ): Promise<Answer> {
    const answer = await this.#answerOrError(request, credential, target, operation);
    answer.headers['x-amz-request-id'] ??= request.requestId;
    answer.headers['x-amz-id-2'] ??= Buffer.from(request.requestId.repeat(3)).toString('base64');
    if (request.method !== 'OPTIONS') this.addCorsHeaders(request, target, answer);
    return answer;
  }

  /** Adds the headers without which a script of another origin may not read the answer. S3 adds them to errors too. */
  addCorsHeaders(request: AwsRequest, target: Target, answer: Answer): void {
    const rules = this.#buckets.get(target.bucketName)?.configuration.cors;
    Object.assign(answer.headers, corsHeaders(rules, request));
  }

  async #answerOrError(
    request: AwsRequest,
    credential: Credential | undefined,
    target: Target,
    operation: string,
  ): Promise<Answer> {
    try {
      return await this.#run(request, credential, target, operation);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return s3ErrorAnswer(error, request.requestId, request.rawPath, request.method === 'HEAD');
    }
  }

  async #run(
    request: AwsRequest,
    credential: Credential | undefined,
    target: Target,
    operation: string,
  ): Promise<Answer> {
    const run = OPERATIONS.get(operation);
    if (run === undefined) throw notImplemented(`${request.method} ${request.rawPath}`);
    refuseUnsupported(request, operation.startsWith('UploadPart'));
    const bucket = WITHOUT_BUCKET.has(operation) ? undefined : this.#buckets.get(target.bucketName);
    if (bucket !== undefined && credential !== undefined) refuseWrongRegion(bucket, credential.region);
    const authenticated =
      credential === undefined
        ? undefined
        : this.#authenticator.authenticate(request, credential, payloadHash(request, credential));
    const call: S3Call = {
      request,
      operation,
      region: credential?.region ?? bucket?.configuration.region ?? 'us-east-1',
      caller: authenticated?.caller,
      signature: authenticated?.signature,
      bucketName: target.bucketName,
      key: target.key,
      buckets: this.#buckets,
      state: this.#state,
    };
    if (bucket !== undefined) checkOwnerAndPayment(call, bucket);
    return await run(call);
  }
}

/** The last line of the canonical request. */
function payloadHash(request: AwsRequest, credential: Credential): string {
  const sent = header(request, 'x-amz-content-sha256') ?? request.query.get('X-Amz-Content-Sha256');
  if (credential.sentIn === 'query') return sent ?? 'UNSIGNED-PAYLOAD';
  if (sent === undefined) {
    throw new AwsError(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  refuseUnsignedHeaders(request, credential);
  return sent;
}

/** Requires that every `x-amz-…` header is signed: otherwise a proxy could add one. */
function refuseUnsignedHeaders(request: AwsRequest, credential: Credential): void {
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !credential.signedHeaders.includes(name),
  );
  if (unsigned.length === 0 && credential.signedHeaders.includes('host')) return;
  throw new AwsError(403, 'AccessDenied', 'There were headers present in the request which were not signed', {
    details: { HeadersNotSigned: unsigned.join(', ') || 'host' },
  });
}
