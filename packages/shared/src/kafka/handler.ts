import type { EventData, EventType } from '../contracts/index.ts';

export interface MessageContext {
  /** The CloudEvents id: the same for every delivery of one message. */
  eventId: string;
  /** Aborts when the consumer stops or lost the partition: what is done after that may be done by another as well. */
  signal: AbortSignal;
}

/** What is done for one kind of message. Deliveries repeat: its effects must not. */
export interface EventHandler<Type extends EventType = EventType> extends HandlerOptions<Type> {
  event: Type;
  run: (data: EventData<Type>, context: MessageContext) => Promise<void>;
}

export interface HandlerOptions<Type extends EventType = EventType> {
  /** After the message went to the dead letters: say so where a person will see it. Data is absent when unreadable. */
  onDeadLetter?: (data: EventData<Type> | undefined, error: unknown) => Promise<void>;
  /**
   * The order of these messages does not matter: one whose error does not pass soon goes to the end of its topic, so that
   * what one customer's bucket holds up is not another's.
   */
  takesTurns?: boolean;
}

/** Names the handler's data by its event type. */
export function handle<Type extends EventType>(
  event: Type,
  run: EventHandler<Type>['run'],
  options: HandlerOptions<Type> = {},
): EventHandler {
  return { event, run, ...options } as unknown as EventHandler;
}
