import type { Form } from '../http/query-api.ts';
import type { AwsRequest } from '../http/request.ts';
import type { Caller } from './caller.ts';

/** One call of a service that speaks AWS's query protocol (STS, IAM). */
export interface QueryCall {
  request: AwsRequest;
  action: string;
  region: string;
  caller: Caller;
  form: Form;
}
