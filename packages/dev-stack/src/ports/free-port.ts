import { randomInt } from 'node:crypto';
import { isFree } from './is-free.ts';

/**
 * Below the ports that systems give to outgoing connections (Linux from 32,768, others from 49,152): one of those may be
 * taken by any connection between the moment it is chosen and the moment somebody listens on it.
 */
const FIRST = 15_000;
const LAST = 32_000;
const TRIES = 100;

/** A TCP port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
  throw new Error(`${TRIES} ports between ${FIRST} and ${LAST} were tried, and all are taken.`);
}
