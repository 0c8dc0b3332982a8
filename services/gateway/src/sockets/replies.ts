import type { WebSocket } from 'ws';

/**
 * What may wait for one client that asks and does not read. Legitimate replies are small and few: an acknowledgement,
 * a pong, the errors of a hundred subscriptions.
 */
const MAX_WAITING_BYTES = 1024 * 1024;

/** What a message costs beside its text while it waits; without it, 15-byte pongs would wait by the ten thousands. */
const BYTES_BESIDE_TEXT = 1_000;

/**
 * Sends the protocol's own messages: whatever a client can make us say, also without a token. One that does not read
 * them is cut off. Events are not counted here, so that a client that is behind by a large one may go on pinging.
 *
 * @returns resolves when the message has left, or the socket is no longer open
 */
export function createSocketReplies(socket: WebSocket): (message: string) => Promise<void> {
  let waitingBytes = 0;
  return (message) =>
    new Promise((resolve) => {
      // A socket that closes meanwhile is told by its close event.
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
