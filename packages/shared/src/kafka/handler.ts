import type { z } from 'zod';
import type { EventData, EventType } from '../contracts/index.ts';

export interface MessageContext {
  /** The CloudEvents id: the same for every delivery of one message. */
  eventId: string;
  /** Aborts when the consumer stops or lost the partition: another consumer may do the same work after that. */
  signal: AbortSignal;
}

/** What is done for one kind of message. Deliveries repeat: its effects must not. */
export interface EventHandler<Type extends EventType = EventType> extends HandlerOptions {
  event: Type;
  run: (data: EventData<Type>, context: MessageContext) => Promise<void>;
}

/** What is done after a message went to the dead letters, so that a person sees what will not happen. */
export interface DeadLetterReaction<Shape extends z.ZodObject = z.ZodObject> {
  /** What it needs of the message, read as far as possible from whatever the message is; text fields only. */
  shape: Shape;
  run: (data: z.output<Shape>, error: unknown) => Promise<void>;
}

export interface HandlerOptions {
  onDeadLetter?: DeadLetterReaction;
  /**
   * The order of these messages does not matter: one whose error does not pass soon goes to the end of its topic. What
   * delays one customer's bucket does not delay another's.
   */
  takesTurns?: boolean;
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
