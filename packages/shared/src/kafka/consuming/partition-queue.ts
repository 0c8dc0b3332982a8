import type { KafkaMessage } from 'kafkajs';

export interface PartitionQueueOptions {
  /** How many messages of the partition are handled at the same time. 1 keeps their order. */
  atOnce: number;
  /** Never rejects. GIVEN_UP: `signal` aborted before the message was handled. */
  handle(message: KafkaMessage, signal: AbortSignal): Promise<'DONE' | 'GIVEN_UP'>;
  /** All messages before this offset are handled. */
  onHandled(offset: bigint): void;
}

/** The messages of one partition, from their arrival until they are handled. */
export interface PartitionQueue {
  add(messages: readonly KafkaMessage[]): void;
  /** Whether every message has begun: the next ones may be fetched while these are handled. */
  hasRoom(): boolean;
  untilRoom(): Promise<void>;
  /** Whether no message is in hand. */
  isIdle(): boolean;
  untilIdle(): Promise<void>;
  /** Begins no more messages and aborts those in hand. Resolves once none is being handled. */
  stop(): Promise<void>;
  /** For a partition that may belong to another process now: stops, and reports nothing more. */
  drop(): void;
}

/** Begins messages in the order of their arrival, and reports the offset before which all are handled. */
export function createPartitionQueue({ atOnce, handle, onHandled }: PartitionQueueOptions): PartitionQueue {
  const stopping = new AbortController();
  let isDropped = false;
  let waiting: KafkaMessage[] = [];
  let begun = 0;
  /** Offsets of the messages that have begun and are not handled. */
  const unhandled = new Set<bigint>();
  let running = 0;
  /** The offset after the last message that arrived. */
  let end = 0n;
  let reported = 0n;
  const hasRoom = () => begun === waiting.length;
  const isIdle = () => running === 0 && hasRoom();
  const room = createMoment(hasRoom);
  const idle = createMoment(isIdle);

  const handledBefore = () => {
    let offset = end;
    for (const each of unhandled) if (each < offset) offset = each;
    return offset;
  };

  const report = () => {
    const offset = handledBefore();
    if (offset <= reported || isDropped) return;
    reported = offset;
    onHandled(offset);
  };

  const run = async (message: KafkaMessage) => {
    const offset = BigInt(message.offset);
    unhandled.add(offset);
    running += 1;
    const result = await handle(message, stopping.signal);
    running -= 1;
    if (result === 'DONE') unhandled.delete(offset);
    beginNext();
    report();
    room.check();
    idle.check();
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

  const stop = () => {
    const next = waiting[begun];
    if (next) end = BigInt(next.offset);
    waiting = [];
    begun = 0;
    stopping.abort();
    return idle.reached();
  };

  return {
    add(messages) {
      const [first] = messages;
      if (!first || stopping.signal.aborted) return;
      // A topic that was made again begins at 0.
      if (running === 0) reported = BigInt(first.offset);
      waiting = [...waiting.slice(begun), ...messages];
      begun = 0;
      end = BigInt(messages.at(-1)!.offset) + 1n;
      beginNext();
    },
    hasRoom,
    untilRoom: room.reached,
    isIdle,
    untilIdle: idle.reached,
    stop,
    drop() {
      isDropped = true;
      void stop();
    },
  };
}

/** @returns a promise of the next time that `isNow` is true, which `check` looks for */
function createMoment(isNow: () => boolean) {
  let next: PromiseWithResolvers<void> | null = null;
  const check = () => {
    if (!next || !isNow()) return;
    next.resolve();
    next = null;
  };
  return {
    check,
    reached(): Promise<void> {
      next ??= Promise.withResolvers();
      const { promise } = next;
      check();
      return promise;
    },
  };
}
