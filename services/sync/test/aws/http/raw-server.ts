import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A server on a bare socket, so a test can send any bytes, in any pieces. */
export async function startRawServer(
  answer: (socket: Socket, target: string, request: { number: number; ofSocket: number; head: string }) => void,
) {
  let number = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
    let ofSocket = 0;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      number += 1;
      ofSocket += 1;
      const head = bytes.toString('latin1');
      answer(socket, head.split(' ')[1]!, { number, ofSocket, head });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

export const headOf = (target: string) => `GET ${target} HTTP/1.1\r\nhost: test\r\n\r\n`;
