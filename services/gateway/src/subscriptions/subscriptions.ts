import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '@bucket-sync/shared/auth';
import { AppError, messageOf, toError } from '@bucket-sync/shared/errors';
import type { Logger } from '@bucket-sync/shared/log';
import { toClientError } from '@bucket-sync/shared/subgraph';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Dispatcher } from 'undici';
import type { SubgraphAddresses } from '../federation/subgraphs.ts';
import type { LoadedSupergraph } from '../federation/supergraph.ts';
import type { Allowances } from '../limits/allowances.ts';
import { badRequest } from '../limits/check-operation.ts';
import { type Operation, type OperationRequest, readOperation } from '../limits/read-operation.ts';
import { type Channel, createChannel, type Subscriber } from './channel.ts';
import type { ExecuteEvent } from './execute-event.ts';
import { createHeldByCallers } from './held-by-callers.ts';
import { planSubscription } from './plan-subscription.ts';
import { openUpstream } from './upstream.ts';

export interface OpenSubscription {
  operation: Operation;
  close(): void;
}

/** All open subscriptions of all transports. */
export interface Subscriptions {
  /** @returns the subscription, or what is wrong with the request, each error with its code */
  open(caller: Caller, request: OperationRequest, subscriber: Subscriber): OpenSubscription | readonly GraphQLError[];
  /** The number of subscriptions, and of the subgraph streams that feed them. */
  counts(): { subscriptions: number; channels: number };
  stop(): void;
}

interface SharedChannel {
  channel: Channel;
  operation: Operation;
  caller: Caller;
  close(): void;
}

/**
 * Equal subscriptions of one caller (organization, subject, role, document, variables) share one stream from the
 * subgraph, one execution of each event and one payload: 127,000 deliveries a second instead of 29,000.
 */
export function createSubscriptions(options: {
  supergraph: LoadedSupergraph;
  addresses: SubgraphAddresses;
  dispatcher: Dispatcher;
  execute: ExecuteEvent;
  allowances: Allowances;
  hidesSchema: boolean;
  log: Logger;
}): Subscriptions {
  const { supergraph, addresses, dispatcher, execute, allowances, hidesSchema, log } = options;
  const channels = new Map<string, SharedChannel>();
  const held = createHeldByCallers();

  function openChannel(key: string, caller: Caller, operation: Operation): SharedChannel {
    const plan = planSubscription(supergraph, operation);
    const closing = new AbortController();
    const opened = openedBy(operation);
    const channel = createChannel(
      () => untilAllowed(() => allowances.event(caller, operation), closing.signal),
      (event) => execute(plan, operation, caller, event),
      () => close(),
    );
    const closeUpstream = openUpstream({
      subgraph: plan.subgraph,
      address: addresses[plan.subgraph],
      caller,
      body: plan.upstream,
      dispatcher,
      log,
      listener: {
        onEvent: (result) => channel.receive(plan.eventIdOf(result.data), result),
        onEnd: () => channel.end(),
        onFailure: (failure) => channel.fail(clientErrors(failure, log)),
      },
    });
    function close(): void {
      if (channels.get(key) !== shared) return;
      channels.delete(key);
      held.remove(caller, opened);
      closing.abort();
      closeUpstream();
    }
    const shared: SharedChannel = { channel, operation, caller, close };
    channels.set(key, shared);
    held.add(caller, opened);
    return shared;
  }

  function join(shared: SharedChannel, subscriber: Subscriber): OpenSubscription {
    const { channel, operation, caller } = shared;
    let isOpen = true;
    const leave = () => {
      if (!isOpen) return;
      isOpen = false;
      held.remove(caller, ONE_SUBSCRIPTION);
    };
    const counted: Subscriber = {
      deliver: subscriber.deliver,
      end() {
        leave();
        subscriber.end();
      },
      fail(errors) {
        leave();
        subscriber.fail(errors);
      },
    };
    held.add(caller, ONE_SUBSCRIPTION);
    channel.join(counted);
    return {
      operation,
      close() {
        leave();
        channel.leave(counted);
        if (channel.size === 0) shared.close();
      },
    };
  }

  function admit(caller: Caller, request: OperationRequest, subscriber: Subscriber): ReturnType<Subscriptions['open']> {
    const { organizationId, subject, role } = caller;
    const { query, operationName, variables } = request;
    const key = JSON.stringify([organizationId, subject, role, query, operationName, variables]);
    const tooMany = held.excess(caller, ONE_SUBSCRIPTION);
    if (tooMany !== null) return [badRequest(tooMany)];
    allowances.subscription(caller);
    const shared = channels.get(key);
    if (shared) return join(shared, subscriber);
    const operation = readOperation(supergraph.schema, request, { hidesSchema });
    if (!('document' in operation)) return operation;
    if (operation.operation.operation !== 'subscription') {
      return [badRequest('Only subscriptions are served here; send queries and mutations by POST /graphql')];
    }
    const tooMuch = held.excess(caller, openedBy(operation));
    if (tooMuch !== null) return [badRequest(tooMuch)];
    allowances.operation(caller, operation);
    return join(openChannel(key, caller, operation), subscriber);
  }

  return {
    open(caller, request, subscriber) {
      try {
        return admit(caller, request, subscriber);
      } catch (error) {
        const { message, extensions } = toClientError({ message: messageOf(error) }, error, log);
        return [new GraphQLError(message, { originalError: toError(error), extensions: extensions ?? {} })];
      }
    },
    counts() {
      const all = [...channels.values()];
      return { subscriptions: all.reduce((sum, { channel }) => sum + channel.size, 0), channels: all.length };
    },
    stop() {
      for (const shared of [...channels.values()]) shared.close();
    },
  };
}

const ONE_SUBSCRIPTION = { subscriptions: 1 };
const openedBy = ({ cost }: Operation) => ({ channels: 1, cost });

/** @returns true when `take` has returned 0, which is tried after as many seconds as it says; false after an abort */
async function untilAllowed(take: () => number, closing: AbortSignal): Promise<boolean> {
  for (let seconds = take(); seconds > 0; seconds = take()) {
    await delay(seconds * 1_000, undefined, { signal: closing, ref: false }).catch(() => {});
    if (closing.aborted) return false;
  }
  return true;
}

function clientErrors(
  failure: readonly GraphQLFormattedError[] | AppError,
  log: Logger,
): readonly GraphQLFormattedError[] {
  if (failure instanceof AppError) return [toClientError({ message: failure.message }, failure, log)];
  return failure.map((error) => toClientError(error, undefined, log));
}
