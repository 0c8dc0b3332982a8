import { setTimeout as delay } from 'node:timers/promises';
import { CALLER_HEADER, type Caller, signCaller } from '@bucket-sync/shared/auth';
import { AppError, messageOf } from '@bucket-sync/shared/errors';
import type { Logger } from '@bucket-sync/shared/log';
import type { GraphQLFormattedError } from 'graphql';
import { type Dispatcher, request as send } from 'undici';
import type { SubgraphAddress, SubgraphName } from '../federation/subgraphs.ts';
import { readEventStream } from './event-stream.ts';

/** The result that a subgraph sends for one event. */
export interface EventResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

export interface UpstreamListener {
  onEvent(result: EventResult): void;
  /** The subgraph has completed the subscription. */
  onEnd(): void;
  /** The subgraph refused the subscription (its errors), or was unavailable for `GIVE_UP_MS` (an AppError). */
  onFailure(failure: readonly GraphQLFormattedError[] | AppError): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** A restarted service is back within seconds. After two minutes the client receives an error. */
const GIVE_UP_MS = 120_000;

/** The subgraphs send a comment every 12 s. After three missed comments the stream is dead. */
const SILENCE_MS = 40_000;
const CONNECT_MS = 10_000;

/**
 * Keeps one subscription open on its subgraph, as server-sent events. A broken stream is reopened, with growing pauses.
 * The subgraph then sends the current state first, so only intermediate states are missed.
 *
 * @returns a function that closes the stream; the listener is not called again
 */
export function openUpstream(options: {
  subgraph: SubgraphName;
  address: SubgraphAddress;
  caller: Caller;
  body: unknown;
  dispatcher: Dispatcher;
  log: Logger;
  listener: UpstreamListener;
}): () => void {
  const { subgraph, log, listener } = options;
  const closing = new AbortController();

  async function keepOpen(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let wasOpen = false;
    let brokenSince: number | undefined;
    const isWell = () => {
      pauseMs = FIRST_PAUSE_MS;
      wasOpen = true;
      brokenSince = undefined;
    };
    while (!closing.signal.aborted) {
      let openedAt = Number.POSITIVE_INFINITY;
      try {
        const end = await readStream(options, closing.signal, {
          onOpen() {
            openedAt = performance.now();
          },
          onEvent(result) {
            isWell();
            listener.onEvent(result);
          },
        });
        if (closing.signal.aborted) return;
        if (end === 'completed') return listener.onEnd();
        if (isFinal(end, wasOpen)) return listener.onFailure(end);
        throw new AppError('PEER_UNAVAILABLE', { service: subgraph, why: end[0]?.message ?? 'an event without data' });
      } catch (error) {
        if (closing.signal.aborted) return;
        // A healthy stream may have no event for hours.
        if (performance.now() - openedAt > LONGEST_PAUSE_MS) isWell();
        brokenSince ??= performance.now();
        const failure = asAppError(error, subgraph);
        if (!failure.isRetryable || performance.now() - brokenSince > GIVE_UP_MS) return listener.onFailure(failure);
        log.warn({ error: failure, subgraph, pauseMs }, 'subscription broke and is opened again');
        // Half of the pause is random, so that many streams do not reconnect at the same moment.
        await delay(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }
  void keepOpen();
  return () => closing.abort();
}

/**
 * @returns 'completed', or the errors with which the subgraph refuses the subscription
 * @throws AppError PEER_UNAVAILABLE when the stream cannot be opened, or ends without a complete event
 */
async function readStream(
  { subgraph, address, caller, body, dispatcher }: Parameters<typeof openUpstream>[0],
  signal: AbortSignal,
  { onOpen, onEvent }: { onOpen: () => void; onEvent: (result: EventResult) => void },
): Promise<'completed' | readonly GraphQLFormattedError[]> {
  const response = await send(`${address.url}/graphql/stream`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      [CALLER_HEADER]: await signCaller(caller, subgraph, address.secret),
    },
    body: JSON.stringify(body),
    signal,
    dispatcher,
    headersTimeout: CONNECT_MS,
    bodyTimeout: SILENCE_MS,
  });
  if (response.statusCode !== 200) {
    await response.body.dump();
    const why = `HTTP ${response.statusCode}`;
    throw new AppError(response.statusCode >= 500 ? 'PEER_UNAVAILABLE' : 'INTERNAL', { service: subgraph, why });
  }
  onOpen();
  for await (const { event, data } of readEventStream(response.body)) {
    if (event === 'complete') return 'completed';
    if (event !== 'next') continue;
    const result = JSON.parse(data) as EventResult;
    if (result.data === undefined) return result.errors ?? [];
    onEvent(result);
  }
  throw new AppError('PEER_UNAVAILABLE', { service: subgraph, why: 'the stream ended without completing' });
}

/**
 * Whether a refusal is final. UNAVAILABLE passes. After the stream was open once, INTERNAL passes too: a service
 * answers it while its own database starts.
 */
function isFinal(errors: readonly GraphQLFormattedError[], wasOpen: boolean): boolean {
  const passing = wasOpen ? ['UNAVAILABLE', 'INTERNAL'] : ['UNAVAILABLE'];
  return errors.length > 0 && errors.every((error) => !passing.includes(String(error.extensions?.code)));
}

function asAppError(error: unknown, service: SubgraphName): AppError {
  if (error instanceof AppError) return error;
  return new AppError('PEER_UNAVAILABLE', { service, why: messageOf(error) }, { cause: error });
}
