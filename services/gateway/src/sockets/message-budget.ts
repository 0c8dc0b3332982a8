import type { Bearer } from '../auth/verify-token.ts';
import type { Allowances } from '../limits/allowances.ts';

/** An honest client sends one message before its token is accepted, and perhaps some pings. */
const MESSAGES_BEFORE_TOKEN = 20;

/**
 * How many messages and frames a socket may send. Each takes some 8 µs, also a ping that is answered at once: 100
 * sockets that sent pings without pause held up all callers for 25 s.
 *
 * @param bearerOf  the caller, once its token is accepted; the messages of all its sockets have one budget
 * @returns true when the next message may be handled
 */
export function createMessageBudget(
  allowances: Pick<Allowances, 'message'>,
  bearerOf: () => Bearer | undefined,
): () => boolean {
  let beforeToken = 0;
  return () => {
    const bearer = bearerOf();
    if (bearer) return allowances.message(bearer.caller) === 0;
    beforeToken += 1;
    return beforeToken <= MESSAGES_BEFORE_TOKEN;
  };
}
