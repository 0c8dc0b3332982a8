import type { KafkaMessage } from 'kafkajs';

export interface PartitionQueueOptions {
  /** How many messages of the partition are handled at the same time. 1 keeps their order. */
  atOnce: number;
  /** Never rejects. GIVEN_UP: `signal` aborted before the message was handled. */
  handle(message: KafkaMessage, signal: AbortSignal): Promise<'DONE' | 'GIVEN_UP'>;
  /** Stores that all messages before this offset are handled. Never rejects; false when it could not be stored. */
  commit(offset: bigint): Promise<boolean>;
}

/** The messages of one partition, from their arrival until they are handled and committed. */
export interface PartitionQueue {
  add(messages: readonly KafkaMessage[]): void;
  /** Resolves once no message waits or is being handled, and the handled ones are committed. */
  untilSettled(): Promise<void>;
  /** Begins no more messages and aborts those in hand. Resolves as `untilSettled` does. */
  stop(): Promise<void>;
  /** For a partition that may belong to another process now: stops, and commits nothing more. */
  drop(): void;
}

/**
 * Begins messages in the order of their arrival, and commits the offset before which all are handled. A commit delays
 * no message: messages that end during a commit share the next one.
 */
export function createPartitionQueue({ atOnce, handle, commit }: PartitionQueueOptions): PartitionQueue {
  const stopping = new AbortController();
  let isDropped = false;
  let waiting: KafkaMessage[] = [];
  let begun = 0;
  /** Offsets of the messages that have begun and are not handled. */
  const unhandled = new Set<bigint>();
  let running = 0;
  /** The offset after the last message that arrived. */
  let end = 0n;
  let committed = 0n;
  let isCommitting = false;
  let settled: PromiseWithResolvers<void> | null = null;

  const settle = () => {
    if (running > 0 || isCommitting || begun < waiting.length) return;
    settled?.resolve();
    settled = null;
  };

  const handledBefore = () => {
    let offset = end;
    for (const each of unhandled) if (each < offset) offset = each;
    return offset;
  };

  const commitHandled = async () => {
    if (isCommitting) return;
    isCommitting = true;
    for (let offset = handledBefore(); offset > committed && !isDropped; offset = handledBefore()) {
      if (!(await commit(offset))) break;
      committed = offset;
    }
    isCommitting = false;
    settle();
  };

  const run = async (message: KafkaMessage) => {
    const offset = BigInt(message.offset);
    unhandled.add(offset);
    running += 1;
    const result = await handle(message, stopping.signal);
    running -= 1;
    if (result === 'DONE') unhandled.delete(offset);
    beginNext();
    void commitHandled();
  };

  const beginNext = () => {
    while (running < atOnce && begun < waiting.length) {
      begun += 1;
      void run(waiting[begun - 1]!);
    }
    if (begun < waiting.length) return;
    waiting = [];
    begun = 0;
  };

  const untilSettled = () => {
    settled ??= Promise.withResolvers<void>();
    const { promise } = settled;
    settle();
    return promise;
  };

  const stop = () => {
    const next = waiting[begun];
    if (next) end = BigInt(next.offset);
    waiting = [];
    begun = 0;
    stopping.abort();
    return untilSettled();
  };

  return {
    add(messages) {
      const [first] = messages;
      if (!first || stopping.signal.aborted) return;
      // A topic that was made again begins at 0.
      if (running === 0) committed = BigInt(first.offset);
      waiting = [...waiting.slice(begun), ...messages];
      begun = 0;
      end = BigInt(messages.at(-1)!.offset) + 1n;
      beginNext();
    },
    untilSettled,
    stop,
    drop() {
      isDropped = true;
      void stop();
    },
  };
}
