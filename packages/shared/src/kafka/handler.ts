import type { z } from 'zod';
import type { EventData, EventType } from '../contracts/index.ts';

export interface MessageContext {
  /** The CloudEvents id: the same for every delivery of one message. */
  eventId: string;
  /** Aborts when the consumer stops or lost the partition: another consumer may do the same work after that. */
  signal: AbortSignal;
}

/** The handler of one message type. It must be idempotent, because messages can be redelivered. */
export interface EventHandler<Type extends EventType = EventType> extends HandlerOptions {
  event: Type;
  run: (data: EventData<Type>, context: MessageContext) => Promise<void>;
}

/** Runs after a message was dead-lettered, to show a person which work will not happen. */
export interface DeadLetterReaction<Shape extends z.ZodObject = z.ZodObject> {
  /**
   * The text fields that the reaction needs. They are read from the message even if it is invalid, as far as possible.
   */
  shape: Shape;
  run: (data: z.output<Shape>, error: unknown) => Promise<void>;
}

export interface HandlerOptions {
  onDeadLetter?: DeadLetterReaction;
  /**
   * The order of these messages does not matter. Several of one partition are handled at the same time, and one whose
   * error does not pass soon goes to the end of its topic. What delays one customer's bucket does not delay another's.
   */
  takesTurns?: boolean;
  /** How long a message that takes turns is retried before it yields to the next one; 10 s by default. */
  turnMs?: number;
}

/** Names the reaction's data by its shape. */
export function afterDeadLetter<Shape extends z.ZodObject>(
  shape: Shape,
  run: DeadLetterReaction<Shape>['run'],
): DeadLetterReaction {
  return { shape, run } as unknown as DeadLetterReaction;
}

/** Names the handler's data by its event type. */
export function handle<Type extends EventType>(
  event: Type,
  run: EventHandler<Type>['run'],
  options: HandlerOptions = {},
): EventHandler {
  return { event, run, ...options } as unknown as EventHandler;
}
