/** A source of sync runs that the test drives, as Kafka drives that of the sync subgraph. */
export interface Feed {
  /** Streams that are open now. */
  open(): number;
  /** The number of streams opened since the start. */
  opened(): number;
  publish(run: Record<string, unknown>): void;
  end(): void;
  fail(error: Error): void;
  /** For the resolver: the current state at once, if there is one, then every change. */
  subscribe(): AsyncGenerator<Record<string, unknown>>;
}

export function createFeed(): Feed {
  const streams = new Set<(step: Step) => void>();
  let current: Record<string, unknown> | undefined;
  let opened = 0;

  type Step = { run: Record<string, unknown> } | { end: true } | { error: Error };

  const tell = (step: Step) => {
    for (const stream of streams) stream(step);
  };
  return {
    open: () => streams.size,
    opened: () => opened,
    publish(run) {
      current = run;
      tell({ run });
    },
    end: () => tell({ end: true }),
    fail: (error) => tell({ error }),
    subscribe() {
      opened += 1;
      const steps: Step[] = current ? [{ run: current }] : [];
      let wake = () => {};
      const stream = (step: Step) => {
        steps.push(step);
        wake();
      };
      streams.add(stream);
      const stop = async () => {
        streams.delete(stream);
        stream({ end: true });
        return { done: true as const, value: undefined };
      };
      const events: AsyncGenerator<Record<string, unknown>> = {
        [Symbol.asyncIterator]: () => events,
        [Symbol.asyncDispose]: async () => void (await stop()),
        async next() {
          for (;;) {
            const step = steps.shift();
            if (step && 'run' in step) return { done: false, value: step.run };
            if (step) streams.delete(stream);
            if (step && 'error' in step) throw step.error;
            if (step) return { done: true, value: undefined };
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        },
        return: stop,
        throw: stop,
      };
      return events;
    },
  };
}

/** A run of the sync service's schema. */
export function aRun(sequence: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'r1',
    state: 'RUNNING',
    requestedAt: '2026-11-22T10:00:00Z',
    connection: { __typename: 'BucketConnection', id: 'c1' },
    progress: { sequence, listed: sequence, added: 0 },
    ...more,
  };
}
