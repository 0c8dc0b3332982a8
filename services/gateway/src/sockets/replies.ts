import type { WebSocket } from 'ws';

/**
 * The replies that may wait for one client that sends and does not read. Legitimate replies are small and few: an
 * acknowledgement, a pong, the errors of a hundred subscriptions.
 */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * The memory that a waiting message needs beside its text. Without it, tens of thousands of 15-byte pongs could wait.
 */
const BYTES_BESIDE_TEXT = 1_000;

/**
 * Sends the replies of the protocol, which a client can provoke without a token. A client that does not read them is
 * cut off. Events do not count, so a client that lags behind a large event can still ping.
 *
 * @returns resolves when the message has left, or the socket is no longer open
 */
export function createSocketReplies(socket: WebSocket): (message: string) => Promise<void> {
  let waitingBytes = 0;
  return (message) =>
    new Promise((resolve) => {
      // The close event handles a socket that is closing.
      if (socket.readyState !== socket.OPEN) return resolve();
      const bytes = Buffer.byteLength(message) + BYTES_BESIDE_TEXT;
      waitingBytes += bytes;
      socket.send(message, () => {
        waitingBytes -= bytes;
        resolve();
      });
      if (waitingBytes > MAX_WAITING_BYTES) socket.terminate();
    });
}
