import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AdminRoutes } from '../admin/routes.ts';
import type { Authenticator } from '../callers/authenticate.ts';
import type { Counters } from '../faults/counters.ts';
import type { RequestFacts } from '../faults/fault.ts';
import { delay, errorOfEffect, proxyPage } from '../faults/fault-answers.ts';
import type { Faults } from '../faults/faults.ts';
import { answerIam, IAM_NAMESPACE } from '../iam/service.ts';
import { operationOf } from '../s3/route.ts';
import { s3ErrorAnswer } from '../s3/s3-errors.ts';
import type { S3Service } from '../s3/service.ts';
import { readTarget, type Target } from '../s3/target.ts';
import { type Credential, readCredential } from '../sigv4/credential.ts';
import { sha256Hex } from '../sigv4/signing-key.ts';
import type { Ground } from '../state/settings.ts';
import { answerSts, STS_NAMESPACE } from '../sts/service.ts';
import type { SessionTokens } from '../sts/session-token.ts';
import { type Answer, bodyLength, writeAnswer } from './answer.ts';
import { AwsError } from './aws-error.ts';
import { Form, type QueryCall, queryError } from './query-api.ts';
import { type AwsRequest, readBody, readRequest } from './request.ts';

/** Everything that a request can be handed to. */
export interface Services {
  ground: Ground;
  authenticator: Authenticator;
  tokens: SessionTokens;
  s3: S3Service;
  faults: Faults;
  counters: Counters;
  admin: AdminRoutes;
  log: (line: string) => void;
}

const NAMESPACES: Readonly<Record<string, string>> = { sts: STS_NAMESPACE, iam: IAM_NAMESPACE };

/** The one HTTP server for every service and region: the credential's scope says which is meant. */
export function createAwsServer(services: Services): Server {
  return createServer({ keepAliveTimeout: 65_000 }, (message, response) => {
    handle(services, message, response).catch((error: unknown) => {
      services.log(`${message.method} ${message.url}: ${error instanceof Error ? error.stack : String(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
}

async function handle(services: Services, message: IncomingMessage, response: ServerResponse): Promise<void> {
  if (message.url === '/healthz' && message.headers.authorization === undefined) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    return;
  }
  if (message.url?.startsWith('/_sandbox/')) {
    await services.admin.handle(message, response);
    return;
  }
  const exchange = await open(services, message);
  await answerWithFaults(services, exchange, response);
}

/** A request with what it is about, as far as it could be read; `broken` is what could not. */
interface Exchange {
  request: AwsRequest;
  credential: Credential | undefined;
  target: Target;
  operation: string | undefined;
  /** The form of a query service; S3's bodies are streamed. */
  body: string;
  facts: RequestFacts;
  broken: AwsError | undefined;
}

async function open(services: Services, message: IncomingMessage): Promise<Exchange> {
  const facts: RequestFacts = { service: 's3', operation: 'Unknown', region: '', bucket: '', key: '', accessKeyId: '' };
  const exchange: Exchange = {
    request: undefined as unknown as AwsRequest,
    credential: undefined,
    target: { bucketName: '', key: '' },
    operation: undefined,
    body: '',
    facts,
    broken: undefined,
  };
  try {
    exchange.request = readRequest(message, services.ground.clock());
    exchange.credential = readCredential(exchange.request);
    const service = exchange.credential?.service ?? 's3';
    facts.service = service;
    facts.region = exchange.credential?.region ?? '';
    facts.accessKeyId = exchange.credential?.accessKeyId ?? '';
    if (service === 's3') {
      exchange.target = readTarget(exchange.request);
      exchange.operation = operationOf(exchange.request, exchange.target);
      facts.bucket = exchange.target.bucketName;
      facts.key = exchange.target.key;
    } else {
      exchange.body = (await readBody(message)).toString();
      exchange.operation = new Form(exchange.body).optional('Action');
    }
    facts.operation = exchange.operation ?? 'Unknown';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    exchange.broken = error;
  }
  return exchange;
}

async function answerWithFaults(services: Services, exchange: Exchange, response: ServerResponse): Promise<void> {
  const { request, facts } = exchange;
  const isHead = request?.method === 'HEAD';
  const fault = services.faults.take(facts);
  if (fault?.delayMs !== undefined) {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    await delay(fault.delayMs, gone.signal);
    if (response.destroyed) return;
  }
  const effect = fault?.effect ?? { kind: 'delay' };
  if (effect.kind === 'reset') {
    services.counters.count(facts, 0, 0);
    response.socket?.resetAndDestroy();
    return;
  }
  const error = errorOfEffect(effect, facts.service) ?? exchange.broken;
  const answer =
    effect.kind === 'html'
      ? proxyPage(effect.status ?? 200)
      : error === undefined
        ? await answerOf(services, exchange)
        : errorAnswer(exchange, error);
  if (effect.kind === 'truncate') {
    services.counters.count(facts, answer.status, 0);
    await writeHalf(response, answer);
    return;
  }
  services.counters.count(facts, answer.status, isHead ? 0 : bodyLength(answer));
  await writeAnswer(response, answer, isHead).catch((cause: unknown) => {
    if (!isAbandoned(cause)) throw cause;
  });
}

/** The caller went away while it was answered: its right, and no fault of ours. */
function isAbandoned(error: unknown): boolean {
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
}

async function answerOf(services: Services, exchange: Exchange): Promise<Answer> {
  const { request, credential, target, operation } = exchange;
  if (credential === undefined || credential.service === 's3') {
    return services.s3.answer(request, credential, target, operation);
  }
  try {
    return answerQuery(services, exchange, credential);
  } catch (error) {
    if (error instanceof AwsError) return errorAnswer(exchange, error);
    throw error;
  }
}

function answerQuery(services: Services, exchange: Exchange, credential: Credential): Answer {
  const { request, body } = exchange;
  const { caller } = services.authenticator.authenticate(request, credential, sha256Hex(body));
  const form = new Form(body);
  const call: QueryCall = { request, action: form.required('Action'), region: credential.region, caller, form };
  switch (credential.service) {
    case 'sts':
      return answerSts(call, services.ground, services.tokens);
    case 'iam':
      return answerIam(call, services.ground);
    default:
      throw new AwsError(404, 'UnknownService', `The sandbox speaks s3, sts and iam, not ${credential.service}.`);
  }
}

function errorAnswer({ request, facts }: Exchange, error: AwsError): Answer {
  const requestId = request?.requestId ?? '0000000000000000';
  if (facts.service === 's3')
    return s3ErrorAnswer(error, requestId, request?.rawPath ?? '/', request?.method === 'HEAD');
  return queryError(error, NAMESPACES[facts.service] ?? STS_NAMESPACE, requestId);
}

async function writeHalf(response: ServerResponse, answer: Answer): Promise<void> {
  const chunks: Buffer[] = [];
  if (typeof answer.body === 'object' && 'stream' in answer.body)
    for await (const chunk of answer.body.stream) chunks.push(chunk);
  else chunks.push(Buffer.from(answer.body ?? ''));
  const body = Buffer.concat(chunks);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}
