import { AwsError } from '../http/aws-error.ts';
import { type AwsRequest, header } from '../http/request.ts';

/** What a request states about its own signature, before verification. */
export interface Credential {
  sentIn: 'header' | 'query';
  accessKeyId: string;
  /** The scope: `20261122`, `eu-central-1`, `s3`. */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
  /** `20261122T174300Z` */
  timestamp: string;
  sessionToken: string | undefined;
  /** Lifetime of a signed link; absent for a signed header. */
  expiresSeconds: number | undefined;
}

/**
 * Reads the credential of a request from its Authorization header or its query.
 *
 * @returns undefined for an anonymous request
 * @throws AwsError for a malformed credential
 */
export function readCredential(request: AwsRequest): Credential | undefined {
  const authorization = header(request, 'authorization');
  if (authorization !== undefined) return fromHeader(request, authorization);
  return request.query.has('X-Amz-Algorithm') || request.query.has('X-Amz-Signature') ? fromQuery(request) : undefined;
}

function fromHeader(request: AwsRequest, authorization: string): Credential {
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) {
    throw new AwsError(
      400,
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  const fields = new Map(
    authorization
      .slice('AWS4-HMAC-SHA256 '.length)
      .split(',')
      .map((field) => field.trim().split(/=(.*)/s) as [string, string]),
  );
  return {
    sentIn: 'header',
    ...readScope(fields.get('Credential'), malformedHeader),
    signedHeaders: (fields.get('SignedHeaders') ?? '').split(';'),
    signature: fields.get('Signature') ?? '',
    timestamp: header(request, 'x-amz-date') ?? isoBasic(header(request, 'date')),
    sessionToken: header(request, 'x-amz-security-token'),
    expiresSeconds: undefined,
  };
}

function fromQuery({ query }: AwsRequest): Credential {
  const required = (name: string): string => {
    const value = query.get(name);
    if (value === undefined || value === '')
      throw malformedQuery(
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, ' +
          'X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      );
    return value;
  };
  if (required('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw malformedQuery('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  }
  const expiresSeconds = Number(required('X-Amz-Expires'));
  if (!Number.isInteger(expiresSeconds)) throw malformedQuery('X-Amz-Expires should be a number');
  if (expiresSeconds < 0) throw malformedQuery('X-Amz-Expires must be non-negative');
  if (expiresSeconds > 604_800) {
    throw malformedQuery(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ' +
        '604800 seconds',
    );
  }
  return {
    sentIn: 'query',
    ...readScope(required('X-Amz-Credential'), () =>
      malformedQuery(
        'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting ' +
          '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      ),
    ),
    signedHeaders: required('X-Amz-SignedHeaders').split(';'),
    signature: required('X-Amz-Signature'),
    timestamp: required('X-Amz-Date'),
    sessionToken: query.get('X-Amz-Security-Token'),
    expiresSeconds,
  };
}

function readScope(text: string | undefined, malformed: () => AwsError) {
  const parts = text?.split('/') ?? [];
  const [accessKeyId, date, region, service, terminator] =
    parts.length > 5 ? [parts.slice(0, -4).join('/'), ...parts.slice(-4)] : parts;
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') throw malformed();
  return { accessKeyId, date, region, service };
}

function malformedHeader(): AwsError {
  return new AwsError(
    400,
    'AuthorizationHeaderMalformed',
    'The authorization header is malformed; the Credential is mal-formed; expecting ' +
      '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
  );
}

function malformedQuery(message: string): AwsError {
  return new AwsError(400, 'AuthorizationQueryParametersError', message);
}

/** An HTTP date in the form of SigV4; empty when the header is absent or invalid. */
function isoBasic(httpDate: string | undefined): string {
  const time = Date.parse(httpDate ?? '');
  return Number.isNaN(time) ? '' : new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Milliseconds since 1970 of a time like `20261122T174300Z`; NaN for other text. */
export function timestampMs(timestamp: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
