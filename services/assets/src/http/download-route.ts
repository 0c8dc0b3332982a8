import { Readable } from 'node:stream';
import type { Logger } from '@bucket-sync/shared/log';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { DownloadRequest, OpenedDownload } from '../domain/download.ts';
import type { DownloadLinks } from './download-links.ts';

/**
 * The maximum number of concurrent downloads, because each holds a database connection. One organization cannot use all
 * of them.
 */
const MOST = 8;
const MOST_OF_ORGANIZATION = 3;
const RETRY_AFTER_SECONDS = 10;

/** Serves signed links at /downloads/<filename>?token=…, without further authentication. */
export function downloadRoute(
  app: FastifyInstance,
  parts: {
    links: Pick<DownloadLinks, 'read'>;
    open: (request: DownloadRequest) => Promise<OpenedDownload | null>;
    log: Logger;
  },
): void {
  const running = new Map<string, number>();
  app.get<{ Querystring: { token?: unknown } }>('/downloads/*', async (request, reply) => {
    const { token } = request.query;
    const read = parts.links.read(typeof token === 'string' ? token : '');
    if (read.state === 'EXPIRED') return refuse(reply, 410, 'This link has expired: request a new one.');
    if (read.state === 'INVALID') return refuse(reply, 403, 'This link is not valid.');
    const { organizationId } = read.request;
    const release = takeTurn(running, organizationId);
    if (!release) {
      reply.header('retry-after', RETRY_AFTER_SECONDS);
      return refuse(reply, 503, 'Too many downloads are running: try again in some seconds.');
    }
    reply.raw.once('close', release);
    const opened = await parts.open(read.request);
    if (!opened) return refuse(reply, 404, 'The dataset of this link was deleted.');
    reply.type(opened.contentType).header('content-disposition', `attachment; filename="${read.filename}"`).headers({
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    // The database is read only when the body is read, so a HEAD request opens no cursor.
    if (request.method === 'HEAD') return reply.send();
    const stream = Readable.from(opened.body, { objectMode: false });
    // The response has started, so a failure can only abort it. The client then detects an incomplete response.
    stream.on('error', (error) => parts.log.warn({ error, organizationId }, 'download broken off'));
    return reply.send(stream);
  });
}

function takeTurn(running: Map<string, number>, organizationId: string): (() => void) | null {
  const all = running.values().reduce((sum, count) => sum + count, 0);
  const own = running.get(organizationId) ?? 0;
  if (all >= MOST || own >= MOST_OF_ORGANIZATION) return null;
  running.set(organizationId, own + 1);
  return () => {
    const left = (running.get(organizationId) ?? 1) - 1;
    if (left > 0) running.set(organizationId, left);
    else running.delete(organizationId);
  };
}

function refuse(reply: FastifyReply, status: number, sentence: string) {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${sentence}\n`);
}
