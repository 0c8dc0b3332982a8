import { AppError, messageOf } from '@bucket-sync/shared/errors';
import { createKeyedLimit } from '@bucket-sync/shared/limits';
import type { Logger } from '@bucket-sync/shared/log';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Dispatcher, request as send } from 'undici';
import type { Allowances } from '../limits/allowances.ts';
import { toHttpError } from './client-error.ts';

const PATH = '/downloads/';

/** Downloads of one address at a time. A download of a million rows takes minutes. */
const DOWNLOADS_OF_AN_ADDRESS = { inFlight: 8, waiting: 0 };

/** The assets service answers once it has read the first rows. */
const FIRST_BYTE_WITHIN_MS = 30_000;

/** A client that reads nothing for this long is cut off, because its download holds a database cursor. */
const STALLED_AFTER_MS = 60_000;

const REQUEST_HEADERS = ['accept', 'accept-encoding', 'if-none-match', 'if-range', 'range'] as const;
const RESPONSE_HEADERS = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'retry-after',
] as const;

/** No browser runs or frames the content of a download. */
const SAFE_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/**
 * Proxies /downloads/… to the assets service. The links are signed and short-lived, so they need no token; rate limits
 * are by address. Bodies are streamed at the speed of the client, never buffered.
 */
export function downloadRoutes(
  app: FastifyInstance,
  options: { assetsUrl: string; dispatcher: Dispatcher; allowances: Pick<Allowances, 'address'>; log: Logger },
): void {
  const { assetsUrl, dispatcher, allowances, log } = options;
  const ofAddresses = createKeyedLimit(DOWNLOADS_OF_AN_ADDRESS);

  app.route({
    method: ['GET', 'HEAD'],
    url: `${PATH}*`,
    errorHandler(error, _request, reply) {
      const { status, headers, errors } = toHttpError(error, log);
      void reply.code(status).headers(headers).send({ errors });
    },
    async handler(request, reply) {
      allowances.address(request.ip);
      // A request target may be a whole URL (RFC 9112, 3.2.2). Its host is ignored: no caller chooses a server.
      const { pathname, search } = new URL(request.url, assetsUrl);
      // `new URL` has resolved dot segments, so a path cannot leave /downloads/.
      if (!pathname.startsWith(PATH)) throw new AppError('NOT_FOUND', { what: 'download' });
      const url = new URL(`${pathname}${search}`, assetsUrl);
      return ofAddresses.run(request.ip, () => passThrough(url, request, reply));
    },
  });

  async function passThrough(url: URL, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const left = new AbortController();
    const closed = new Promise<void>((resolve) => {
      reply.raw.once('close', () => {
        left.abort();
        resolve();
      });
    });
    const { statusCode, headers, body } = await fetchDownload(url, request, left.signal);
    reply.raw.setTimeout(STALLED_AFTER_MS, () => reply.raw.destroy());
    await reply
      .code(statusCode)
      .headers({ ...pick(headers, RESPONSE_HEADERS), ...SAFE_HEADERS })
      .send(body);
    await closed;
    return reply;
  }

  async function fetchDownload(url: URL, request: FastifyRequest, signal: AbortSignal) {
    try {
      return await send(url, {
        method: request.method === 'HEAD' ? 'HEAD' : 'GET',
        headers: pick(request.headers, REQUEST_HEADERS),
        signal,
        dispatcher,
        headersTimeout: FIRST_BYTE_WITHIN_MS,
        bodyTimeout: STALLED_AFTER_MS,
      });
    } catch (error) {
      throw new AppError('PEER_UNAVAILABLE', { service: 'assets', why: messageOf(error) }, { cause: error });
    }
  }
}

function pick(
  headers: Record<string, string | string[] | undefined>,
  names: readonly string[],
): Record<string, string> {
  const present = names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]));
  return Object.fromEntries(present);
}
