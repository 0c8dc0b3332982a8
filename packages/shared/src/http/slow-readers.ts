import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What the slowest client reads that is not dropped: after a time of grace, this many bytes for each second. */
export interface SlowestReader {
  bytesPerSecond: number;
  graceMs: number;
}

interface Lag {
  waitedMs: number;
  readBytesBefore: number;
}

/**
 * Closes connections whose clients read too slowly. One byte now and then would otherwise keep an answer in memory for
 * good, or a download's slot and its database cursor. Only the time is counted in which bytes wait for the client, so
 * no client is dropped for a slow database.
 */
export function dropSlowReaders(server: Server, { bytesPerSecond, graceMs }: SlowestReader): void {
  const lags = new Map<Socket, Lag | null>();
  const everyMs = graceMs / 12;
  const readBytes = (socket: Socket) => socket.bytesWritten - socket.writableLength;

  function isTooSlow(socket: Socket): boolean {
    if (socket.writableLength === 0) {
      lags.set(socket, null);
      return false;
    }
    const lag = lags.get(socket) ?? { waitedMs: 0, readBytesBefore: readBytes(socket) };
    lag.waitedMs += everyMs;
    lags.set(socket, lag);
    const allowedMs = graceMs + ((readBytes(socket) - lag.readBytesBefore) / bytesPerSecond) * 1_000;
    return lag.waitedMs > allowedMs;
  }

  const checks = setInterval(() => {
    for (const socket of lags.keys()) if (isTooSlow(socket)) socket.destroy();
  }, everyMs);
  checks.unref();
  server.on('connection', (socket) => {
    lags.set(socket, null);
    socket.once('close', () => lags.delete(socket));
  });
  server.once('close', () => clearInterval(checks));
}
