import type { RequestFacts } from '../faults/fault.ts';
import { AwsError } from '../http/aws-error.ts';
import { Form } from '../http/query-api.ts';
import { type AwsRequest, readBody } from '../http/request.ts';
import { operationOf } from '../s3/call/route.ts';
import { readTarget, type Target } from '../s3/call/target.ts';
import { type Credential, readCredential } from '../sigv4/credential.ts';

/** A request with its service, operation and target, as far as they could be read. */
export interface Exchange {
  request: AwsRequest;
  facts: RequestFacts;
  credential: Credential | undefined;
  /** Bucket and key of an S3 request. */
  target: Target;
  /** Arguments of an STS or IAM request; bodies of S3 requests are streamed. */
  form: Form;
  formText: string;
  /** Why the request could not be read completely. */
  broken: AwsError | undefined;
}

/** Reads service, operation and target. The credential's scope names the service; without a credential it is S3. */
export async function readExchange(request: AwsRequest): Promise<Exchange> {
  const exchange: Exchange = {
    request,
    facts: { service: 's3', operation: 'Unknown', region: '', bucket: '', key: '', accessKeyId: '' },
    credential: undefined,
    target: { bucketName: '', key: '' },
    form: new Form(''),
    formText: '',
    broken: undefined,
  };
  try {
    await readInto(exchange);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    exchange.broken = error;
  }
  return exchange;
}

async function readInto(exchange: Exchange): Promise<void> {
  const { request, facts } = exchange;
  const credential = readCredential(request);
  exchange.credential = credential;
  if (credential !== undefined) {
    facts.service = credential.service;
    facts.region = credential.region;
    facts.accessKeyId = credential.accessKeyId;
  }
  if (facts.service === 's3') {
    exchange.target = readTarget(request);
    facts.bucket = exchange.target.bucketName;
    facts.key = exchange.target.key;
    facts.operation = operationOf(request, exchange.target) ?? 'Unknown';
  } else {
    exchange.formText = (await readBody(request.message)).toString();
    exchange.form = new Form(exchange.formText);
    facts.operation = exchange.form.optional('Action') ?? 'Unknown';
  }
}
