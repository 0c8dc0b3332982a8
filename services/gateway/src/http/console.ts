import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { ConsoleConfig } from '../config.ts';

const NEVER_CACHED = 'no-cache';
/** Vite puts a hash of the content into every name below /assets/. */
const CACHED_FOR_GOOD = 'public, max-age=31536000, immutable';

/** What a page asks for when a person opens or reloads an address of the console. */
const isNavigation = (accept: string | undefined) => accept?.includes('text/html') === true;

/**
 * Serves the built console: hashed files for good, and `index.html` for every address that is a page of it. The page
 * reads the settings of this installation from /console.json.
 */
export async function consoleRoutes(app: FastifyInstance, settings: ConsoleConfig & { origin: string }): Promise<void> {
  const { directory, authority, clientId } = settings;
  const headers = pageHeaders(settings);
  await app.register(fastifyStatic, {
    root: directory,
    index: 'index.html',
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      const isHashed = path.startsWith(join(directory, 'assets/'));
      reply.headers({ ...headers, 'cache-control': isHashed ? CACHED_FOR_GOOD : NEVER_CACHED });
    },
  });
  app.get('/console.json', async (_request, reply) =>
    reply.headers({ 'cache-control': NEVER_CACHED, ...headers }).send({ authority, clientId }),
  );
  app.setNotFoundHandler(async (request, reply) => {
    if (request.method === 'GET' && isNavigation(request.headers.accept)) return reply.sendFile('index.html');
    return reply.code(404).send({ error: 'Not found' });
  });
}

/**
 * Only our own scripts and styles run. Pictures and videos come from the buckets' origins, and nothing frames the page
 * but itself: a token is renewed in a frame.
 */
function pageHeaders({ origin, authority, mediaOrigins }: ConsoleConfig & { origin: string }) {
  const issuer = new URL(authority).origin;
  const media = mediaOrigins.join(' ');
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'font-src': "'self'",
    'img-src': `'self' blob: data: ${media}`,
    'media-src': `blob: ${media}`,
    // Not every browser counts the WebSocket of the same host as 'self'.
    'connect-src': `'self' ${origin.replace(/^http/, 'ws')} ${issuer} ${media}`,
    'frame-src': `'self' ${issuer}`,
    'frame-ancestors': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map((directive) => directive.join(' '))
      .join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
}
