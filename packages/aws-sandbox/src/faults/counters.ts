import type { RequestFacts } from './fault.ts';

/** Requests of one operation since the last reset of the counters. */
export interface OperationCount {
  requests: number;
  /** Bytes of answers' bodies. */
  bytesSent: number;
  /** Answers by HTTP status; 0 for requests without an answer. */
  statuses: Record<string, number>;
}

/** Counts requests by `service:Operation`, for tests that limit the number of requests. */
export class Counters {
  #byOperation = new Map<string, OperationCount>();

  count({ service, operation }: RequestFacts, status: number, bytesSent: number): void {
    const name = `${service}:${operation}`;
    let entry = this.#byOperation.get(name);
    if (entry === undefined) {
      entry = { requests: 0, bytesSent: 0, statuses: {} };
      this.#byOperation.set(name, entry);
    }
    entry.requests++;
    entry.bytesSent += bytesSent;
    entry.statuses[status] = (entry.statuses[status] ?? 0) + 1;
  }

  read(): Record<string, OperationCount> {
    return structuredClone(Object.fromEntries(this.#byOperation));
  }

  reset(): void {
    this.#byOperation.clear();
  }
}
