import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { credentialErrors } from '../callers/credential-errors.ts';
import { type Answer, wholeBody } from '../http/answer.ts';
import { AwsError } from '../http/aws-error.ts';
import type { FaultEffect } from './fault.ts';

/** The AWS error that an effect stands for; undefined for effects that are no answer of AWS's. */
export function errorOfEffect(effect: FaultEffect, service: string): AwsError | undefined {
  switch (effect.kind) {
    case 'throttle':
      return service === 's3'
        ? new AwsError(503, 'SlowDown', 'Please reduce your request rate.')
        : new AwsError(400, 'Throttling', 'Rate exceeded');
    case 'internal-error':
      return service === 's3'
        ? new AwsError(500, 'InternalError', 'We encountered an internal error. Please try again.')
        : new AwsError(
            500,
            'InternalFailure',
            'The request processing has failed because of an unknown error, exception or failure.',
          );
    case 'expired-token':
      return credentialErrors(service).expiredToken('');
    case 'error':
      return new AwsError(effect.status, effect.code, effect.message);
    default:
      return undefined;
  }
}

/** What a company's proxy says to a machine that has not signed in. */
export function proxyPage(status: number): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', server: 'squid/5.7' },
    body: '<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body><h1>Sign in</h1></body></html>\n',
  };
}

/** Waits as the fault says, but no longer than the caller does. */
export async function delay(ms: number, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await wait(ms, undefined, { signal: gone.signal });
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}

/** Promises the whole body, sends half of it, and cuts the connection. */
export async function cutInTheMiddle(response: ServerResponse, answer: Answer): Promise<void> {
  const body = await wholeBody(answer);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}
