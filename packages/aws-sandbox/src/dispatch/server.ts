import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AdminRoutes } from '../admin/routes.ts';
import type { Counters } from '../faults/counters.ts';
import type { FaultEffect } from '../faults/fault.ts';
import { delay, errorOfEffect, proxyPage, sendHalf, untilClosed, withHalfBody } from '../faults/fault-answers.ts';
import type { Faults } from '../faults/faults.ts';
import { type Answer, bodyLength, writeAnswer } from '../http/answer.ts';
import type { AwsError } from '../http/aws-error.ts';
import { queryError } from '../http/query-api.ts';
import { type AwsRequest, readRequest } from '../http/request.ts';
import { s3ErrorAnswer } from '../s3/call/s3-errors.ts';
import { type Exchange, readExchange } from './exchange.ts';
import { type Services, serviceAnswer } from './services.ts';

export interface ServerParts {
  services: Services;
  faults: Faults;
  counters: Counters;
  admin: AdminRoutes;
  clock: () => Date;
  log: (line: string) => void;
}

/** One HTTP server for all services and regions. */
export function createAwsServer(parts: ServerParts): Server {
  return createServer({ keepAliveTimeout: 65_000 }, (message, response) => {
    handle(parts, message, response).catch((error: unknown) => {
      parts.log(`${message.method} ${message.url}: ${error instanceof Error ? error.stack : String(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
}

async function handle(parts: ServerParts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  if (message.url === '/healthz' && message.headers.authorization === undefined) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
  } else if (message.url?.startsWith('/_sandbox/')) {
    await parts.admin.handle(message, response);
  } else {
    await answerAws(parts, readRequest(message, parts.clock()), response);
  }
}

async function answerAws(parts: ServerParts, request: AwsRequest, response: ServerResponse): Promise<void> {
  const exchange = await readExchange(request);
  const { facts } = exchange;
  const fault = parts.faults.take(facts);
  if (fault?.delayMs !== undefined) await delay(fault.delayMs, response);
  if (response.destroyed) return;
  const effect = fault?.effect ?? { kind: 'delay' };
  if (effect.kind === 'reset' || effect.kind === 'hang') {
    parts.counters.count(facts, 0, 0);
    if (effect.kind === 'hang') await untilClosed(response);
    else response.socket?.resetAndDestroy();
    return;
  }
  const answer = await answerWith(effect, parts.services, exchange);
  if (effect.kind === 'truncate' || effect.kind === 'reset-in-body' || effect.kind === 'hang-in-body') {
    parts.counters.count(facts, answer.status, 0);
    await sendHalf(response, answer, effect.kind);
    return;
  }
  const isHead = request.method === 'HEAD';
  parts.counters.count(facts, answer.status, isHead ? 0 : bodyLength(answer));
  await writeAnswer(response, answer, isHead).catch((cause: unknown) => {
    if (!isAbandoned(cause)) throw cause;
  });
}

async function answerWith(effect: FaultEffect, services: Services, exchange: Exchange): Promise<Answer> {
  if (effect.kind === 'html') return proxyPage(effect.status ?? 200);
  const error = errorOfEffect(effect, exchange.facts.service);
  if (error !== undefined) {
    const answer = errorAnswer(exchange, error);
    if (exchange.facts.service === 's3') services.s3.addCorsHeaders(exchange.request, exchange.target, answer);
    return answer;
  }
  const answer = await usualAnswer(services, exchange);
  return effect.kind === 'short-body' ? await withHalfBody(answer) : answer;
}

async function usualAnswer(services: Services, exchange: Exchange): Promise<Answer> {
  if (exchange.broken !== undefined) return errorAnswer(exchange, exchange.broken);
  return await serviceAnswer(services, exchange);
}

/** An error in the form of the request's service, which the caller's SDK expects. */
function errorAnswer({ request, facts }: Exchange, error: AwsError): Answer {
  if (facts.service !== 's3') return queryError(error, facts.service, request.requestId);
  return s3ErrorAnswer(error, request.requestId, request.rawPath, request.method === 'HEAD');
}

/** Whether the caller closed the connection during the answer, which is no error of the sandbox. */
function isAbandoned(error: unknown): boolean {
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
}
