import { randomInt } from 'node:crypto';
import { isFree } from './is-free.ts';
import { reservePort } from './reserve-port.ts';

/**
 * The range is below the ports of outgoing connections (Linux from 32,768, others from 49,152). A connection could take
 * one of those between the choice of a port and the listen call.
 */
const FIRST = 15_000;
const LAST = 32_000;
const TRIES = 100;

/** A TCP port of 127.0.0.1 on which no program listens now, and which no other call of this machine returned. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(FIRST, LAST);
    if (reservePort(port) && (await isFree(port))) return port;
  }
  throw new Error(`All of ${TRIES} ports tried between ${FIRST} and ${LAST} are taken.`);
}
