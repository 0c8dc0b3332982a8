import type { ServerResponse } from 'node:http';
import { AppError } from '@bucket-sync/shared/errors';
import type { Running } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import { toClientError } from '@bucket-sync/shared/subgraph';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { atTime } from '../auth/at-time.ts';
import { isRecord } from '../limits/is-record.ts';
import type { OperationRequest } from '../limits/read-operation.ts';
import type { ClientConnections } from '../subscriptions/client-connections.ts';
import { createPacedWriter } from '../subscriptions/paced-writer.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import { bearerOf } from './authenticate.ts';

/** What event streams need of all subscriptions. */
interface OpensSubscriptions {
  open(...of: Parameters<Subscriptions['open']>): { close(): void } | readonly GraphQLError[];
}

export type AnswerWithEvents = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Shorter than the idle limit of common proxies (30 s and more). */
const COMMENT_EVERY_MS = 12_000;
/** The time of three comments, during which not one waiting byte has left. */
const STALLED_AFTER_MS = 3 * COMMENT_EVERY_MS;

/** The time in which a client can read that its token has expired. */
const EXPIRY_GRACE_MS = 5_000;

/** When a client tries again whose caller or organization has too many connections. */
const RETRY_AFTER_SECONDS = 5;

const COMMENT = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

/**
 * Subscriptions as server-sent events, in the distinct connections mode of graphql-sse: one subscription a request. The
 * protocol sends the errors of an operation as an event too.
 *
 * A client that stops reading is cut off after a while, and at the latest when its token expires. `stop` ends every
 * stream without a complete event, so clients reconnect.
 */
export function createEventAnswers(
  subscriptions: OpensSubscriptions,
  connections: ClientConnections,
  log: Logger,
  { stalledAfterMs }: { stalledAfterMs: number } = { stalledAfterMs: STALLED_AFTER_MS },
): Running & { answer: AnswerWithEvents; open(): number } {
  const streams = new Set<ServerResponse>();
  return {
    open: () => streams.size,
    async answer(request, reply) {
      const { caller, expiresAt } = bearerOf(request);
      const operation = operationRequest(request.body);
      const stream = reply.raw;
      // The client may have left while its token was verified. Then no close event follows.
      if (stream.destroyed) return reply.hijack();
      const release = connections.admit(caller);
      if (!release) throw new AppError('RATE_LIMITED', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      stream.once('close', release);
      reply.hijack();
      stream.on('error', (error) => log.debug({ error }, 'event stream broke'));
      stream.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Without this header nginx buffers events.
        'x-accel-buffering': 'no',
      });
      stream.write(COMMENT);
      streams.add(stream);

      const writer = createPacedWriter((frame) => stream.writableEnded || stream.write(frame));
      stream.on('drain', writer.resume);
      // Node counts every byte that leaves as activity. A stream with nothing to send is not stalled.
      stream.setTimeout(stalledAfterMs, () => {
        if (stream.writableLength > 0) stream.destroy();
      });
      const complete = async () => {
        await writer.flushed();
        if (!stream.writableEnded) stream.end(COMPLETE);
      };
      const fail = (errors: readonly GraphQLFormattedError[]) => {
        if (!stream.writableEnded) stream.end(nextEvent(JSON.stringify({ errors })) + COMPLETE);
      };
      const opened = subscriptions.open(caller, operation, {
        deliver: (eventId, payload) => writer.write(eventId, nextEvent(payload)),
        end: () => void complete(),
        fail,
      });
      if (!('close' in opened)) {
        fail(opened.map((error) => toClientError(error.toJSON(), error, log)));
      }
      const comments = setInterval(() => {
        if (!stream.writableNeedDrain && !stream.writableEnded) stream.write(COMMENT);
      }, COMMENT_EVERY_MS);
      const leave = () => {
        if ('close' in opened) opened.close();
      };
      const notExpired = atTime(expiresAt, () => {
        leave();
        const error = new AppError('UNAUTHENTICATED', { why: 'it has expired' });
        fail([toClientError({ message: error.message }, error, log)]);
      });
      // A client that does not read never closes a stream that the server has ended.
      const notCutOff = atTime(new Date(expiresAt.getTime() + EXPIRY_GRACE_MS), () => stream.destroy());
      stream.once('close', () => {
        clearInterval(comments);
        notExpired();
        notCutOff();
        streams.delete(stream);
        leave();
      });
      return reply;
    },
    async stop() {
      for (const stream of streams) stream.destroy();
    },
  };
}

const nextEvent = (payload: string) => `event: next\ndata: ${payload}\n\n`;

/** @throws AppError BAD_REQUEST for a body that is not an operation */
function operationRequest(body: unknown): OperationRequest {
  const { query, operationName, variables } = isRecord(body) ? body : {};
  const isOperation =
    typeof query === 'string' &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isRecord(variables));
  if (!isOperation) {
    throw new AppError('BAD_REQUEST', { why: 'the body must be JSON with query, and operationName and variables' });
  }
  return { query, operationName, variables };
}
