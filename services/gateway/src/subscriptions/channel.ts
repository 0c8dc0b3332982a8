import type { GraphQLFormattedError } from 'graphql';
import type { EventResult } from './upstream.ts';

/** One client's subscription, as its transport sees it. No method waits for the client. */
export interface Subscriber {
  /** @param payload  the result as JSON, serialized once for all subscribers */
  deliver(eventId: string, payload: string): void;
  end(): void;
  fail(errors: readonly GraphQLFormattedError[]): void;
}

/** One stream of events that equal subscriptions of one caller share. */
export interface Channel {
  readonly size: number;
  /** The subscriber receives the current state of every entity of the stream, then every change. */
  join(subscriber: Subscriber): void;
  leave(subscriber: Subscriber): void;
  receive(eventId: string, event: EventResult): void;
  end(): void;
  fail(errors: readonly GraphQLFormattedError[]): void;
}

/** Entities of one stream whose state is remembered. Beyond it, the state that changed longest ago is dropped. */
const MAX_STATES = 256;

/**
 * Events are executed one at a time. Of those that arrive meanwhile, only the latest of each id is executed.
 *
 * @param mayExecute  resolves when the next event may be executed; to false when the channel is no longer needed
 * @param execute  makes the client's result of an event
 * @param onOver   called when the stream has ended or failed, before its subscribers are informed
 */
export function createChannel(
  mayExecute: () => Promise<boolean>,
  execute: (event: EventResult) => Promise<unknown>,
  onOver: () => void,
): Channel {
  const subscribers = new Set<Subscriber>();
  const states = new Map<string, string>();
  const waiting = new Map<string, EventResult>();
  let isRunning = false;
  let hasEnded = false;

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    for (const eventId of waiting.keys()) {
      if (!(await mayExecute())) return;
      // A later event of this id may have come meanwhile.
      const event = waiting.get(eventId)!;
      waiting.delete(eventId);
      const payload = JSON.stringify(await execute(event));
      remember(eventId, payload);
      for (const subscriber of subscribers) subscriber.deliver(eventId, payload);
    }
    isRunning = false;
    if (hasEnded) finish((subscriber) => subscriber.end());
  }

  function remember(eventId: string, payload: string): void {
    states.delete(eventId);
    states.set(eventId, payload);
    const [oldest] = states.keys();
    if (states.size > MAX_STATES && oldest !== undefined) states.delete(oldest);
  }

  function finish(tell: (subscriber: Subscriber) => void): void {
    onOver();
    for (const subscriber of subscribers) tell(subscriber);
    subscribers.clear();
  }

  return {
    get size() {
      return subscribers.size;
    },
    join(subscriber) {
      for (const [eventId, payload] of states) subscriber.deliver(eventId, payload);
      subscribers.add(subscriber);
    },
    leave: (subscriber) => subscribers.delete(subscriber),
    receive(eventId, event) {
      waiting.set(eventId, event);
      void run();
    },
    end() {
      hasEnded = true;
      if (!isRunning) void run();
    },
    fail: (errors) => finish((subscriber) => subscriber.fail(errors)),
  };
}
