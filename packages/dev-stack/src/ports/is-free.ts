import { once } from 'node:events';
import { createServer } from 'node:net';
import { systemCodeOf } from '@bucket-sync/shared/errors';

/** Whether a program can listen on a port of 127.0.0.1 now; tried by listening. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (systemCodeOf(error) === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}
