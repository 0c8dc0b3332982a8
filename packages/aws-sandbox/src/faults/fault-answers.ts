import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { credentialErrors } from '../callers/credential-errors.ts';
import { type Answer, wholeBody } from '../http/answer.ts';
import { AwsError } from '../http/aws-error.ts';
import type { FaultEffect } from './fault.ts';

/** The AWS error of an effect; undefined for effects that are not AWS errors. */
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

/** A company proxy's page for a machine that has not signed in. */
export function proxyPage(status: number): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', server: 'squid/5.7' },
    body:
      '<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body><h1>Sign ' +
      'in</h1></body></html>\n',
  };
}

/** Waits `ms`, or until the caller closes the connection. */
export async function delay(ms: number, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await wait(ms, undefined, { signal: gone.signal });
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}

/** Waits until the caller closes the connection, or the server does when it stops. */
export async function untilClosed(response: ServerResponse): Promise<void> {
  if (!response.destroyed) await once(response, 'close');
}

/** Promises the whole body, sends half of it, and then ends the connection in the way of the effect. */
export async function sendHalf(response: ServerResponse, answer: Answer, effect: HalfBody): Promise<void> {
  const body = await wholeBody(answer);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  const sent = new Promise<void>((resolve) => {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve());
  });
  await sent;
  switch (effect) {
    case 'truncate':
      response.destroy();
      break;
    case 'reset-in-body':
      response.socket?.resetAndDestroy();
      break;
    case 'hang-in-body':
      await untilClosed(response);
      break;
    default:
      effect satisfies never;
  }
}

/** Effects that send half of the promised body. */
export type HalfBody = 'truncate' | 'reset-in-body' | 'hang-in-body';

/** The first half of a body under headers that fit the half. */
export async function withHalfBody(answer: Answer): Promise<Answer> {
  const body = await wholeBody(answer);
  const half = body.subarray(0, Math.floor(body.length / 2));
  return { ...answer, headers: { ...answer.headers, 'content-length': String(half.length) }, body: half };
}
