import type { GraphQLFormattedError } from 'graphql';
import type { Subscriber } from '../subscriptions/channel.ts';
import type { PacedWriter } from '../subscriptions/paced-writer.ts';

/** A subscription failed; `errors` are what the client receives. */
export class SubscriptionFailed extends Error {
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super('the subscription failed');
    this.errors = errors;
  }
}

export interface SocketDelivery {
  subscriber: Subscriber;
  /**
   * The iterator that the protocol library awaits. It yields nothing, because the subscriber writes the results. It
   * ends with the subscription, or throws SubscriptionFailed.
   */
  outcome: AsyncIterableIterator<never>;
  /** Called once, when the client unsubscribes. */
  onLeave: () => void;
}

/** @param id  of the subscription on its socket */
export function createSocketDelivery(id: string, writer: PacedWriter): SocketDelivery {
  const over = Promise.withResolvers<IteratorReturnResult<undefined>>();
  // The rejection may come before the library awaits it.
  over.promise.catch(() => {});
  const done = { done: true, value: undefined } as const;
  const start = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const delivery: SocketDelivery = {
    subscriber: {
      deliver: (eventId, payload) => writer.write(`${id} ${eventId}`, `${start}${payload}}`),
      end: () => void writer.flushed().then(() => over.resolve(done)),
      fail: (errors) => over.reject(new SubscriptionFailed(errors)),
    },
    outcome: {
      [Symbol.asyncIterator]: () => delivery.outcome,
      next: () => over.promise,
      async return() {
        delivery.onLeave();
        over.resolve(done);
        return done;
      },
    },
    onLeave: () => {},
  };
  return delivery;
}
