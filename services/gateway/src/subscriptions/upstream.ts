import { setTimeout as delay } from 'node:timers/promises';
import { CALLER_HEADER, type Caller, signCaller } from '@bucket-sync/shared/auth';
import { AppError } from '@bucket-sync/shared/errors';
import type { Logger } from '@bucket-sync/shared/log';
import type { GraphQLFormattedError } from 'graphql';
import { type Dispatcher, request as send } from 'undici';
import type { SubgraphAddress, SubgraphName } from '../federation/subgraphs.ts';
import { readEventStream } from './event-stream.ts';

/** What a subgraph sends for one event. */
export interface EventResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

export interface UpstreamListener {
  onEvent(result: EventResult): void;
  /** The subgraph has said that there is no more. */
  onEnd(): void;
  /** It will not go on: refused by the subgraph (its own errors), or not to be had for `GIVE_UP_MS` (one of ours). */
  onFailure(failure: readonly GraphQLFormattedError[] | AppError): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** A service that starts again is back in seconds; after two minutes the client should know. */
const GIVE_UP_MS = 120_000;

/** The subgraphs send a comment every 12 s: after three that did not come, nobody is there. */
const SILENCE_MS = 40_000;
const CONNECT_MS = 10_000;

/**
 * Keeps one subscription open on its subgraph, as server-sent events. When the stream breaks it is opened again, with
 * growing pauses; the subgraph then sends the current state first, so nothing is missed but what lay between.
 *
 * @returns closes it; the listener hears nothing more
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
    let lastHeard = performance.now();
    while (!closing.signal.aborted) {
      try {
        const end = await readStream(options, closing.signal, (result) => {
          pauseMs = FIRST_PAUSE_MS;
          lastHeard = performance.now();
          listener.onEvent(result);
        });
        if (closing.signal.aborted) return;
        return end === 'completed' ? listener.onEnd() : listener.onFailure(end);
      } catch (error) {
        if (closing.signal.aborted) return;
        const failure = asAppError(error, subgraph);
        if (!failure.isRetryable || performance.now() - lastHeard > GIVE_UP_MS) return listener.onFailure(failure);
        log.warn({ error: failure, subgraph, pauseMs }, 'subscription broke and is opened again');
        // Half of the pause is by chance, so that many do not come back at one moment.
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
 * @throws AppError PEER_UNAVAILABLE when the stream cannot be opened or ends without saying so
 */
async function readStream(
  { subgraph, address, caller, body, dispatcher }: Parameters<typeof openUpstream>[0],
  signal: AbortSignal,
  onEvent: (result: EventResult) => void,
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
  for await (const { event, data } of readEventStream(response.body)) {
    if (event === 'complete') return 'completed';
    if (event !== 'next') continue;
    const result = JSON.parse(data) as EventResult;
    if (result.data === undefined) return refusalOf(result, subgraph);
    onEvent(result);
  }
  throw new AppError('PEER_UNAVAILABLE', { service: subgraph, why: 'the stream ended without completing' });
}

/** Without data there is no subscription. A subgraph that is UNAVAILABLE right now may have it later. */
function refusalOf({ errors = [] }: EventResult, service: SubgraphName): readonly GraphQLFormattedError[] {
  if (errors.length > 0 && errors.every((error) => error.extensions?.code !== 'UNAVAILABLE')) return errors;
  throw new AppError('PEER_UNAVAILABLE', { service, why: errors[0]?.message ?? 'an event without data' });
}

function asAppError(error: unknown, service: SubgraphName): AppError {
  if (error instanceof AppError) return error;
  return new AppError('PEER_UNAVAILABLE', { service, why: (error as Error).message }, { cause: error });
}
