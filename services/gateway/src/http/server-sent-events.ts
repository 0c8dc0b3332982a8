import type { FastifyReply, FastifyRequest } from 'fastify';

export type AnswerWithEvents = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Whether the client takes server-sent events and nothing else: who also takes JSON gets JSON. */
export function acceptsEventStream(request: FastifyRequest): boolean {
  const kinds = (request.headers.accept ?? '').split(',').map((kind) => kind.split(';')[0]?.trim().toLowerCase());
  return kinds.length === 1 && kinds[0] === 'text/event-stream';
}
