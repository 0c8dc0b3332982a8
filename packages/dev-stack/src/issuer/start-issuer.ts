import { once } from 'node:events';
import { createServer } from 'node:http';
import { publicPart, type SigningKey } from './signing-key.ts';

export interface RunningIssuer {
  jwksUrl: string;
  stop(): Promise<void>;
}

const JWKS_PATH = '/.well-known/jwks.json';

/** Serves the public key by which the gateway checks this machine's tokens. */
export async function startIssuer(key: SigningKey, host: string, port: number): Promise<RunningIssuer> {
  const keys = JSON.stringify({ keys: [publicPart(key)] });
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === JWKS_PATH) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(keys);
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`Only ${JWKS_PATH} is here.\n`);
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    jwksUrl: `http://127.0.0.1:${port}${JWKS_PATH}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
