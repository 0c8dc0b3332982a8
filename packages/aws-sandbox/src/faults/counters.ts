import type { RequestFacts } from './fault.ts';

/** What was asked of one operation since the counters were last set to zero. */
export interface OperationCount {
  requests: number;
  /** Bytes of answers' bodies. */
  bytesSent: number;
  /** Answers by HTTP status; 0 for connections that were cut. */
  statuses: Record<string, number>;
}

/** Counts requests by `service:Operation`; tests of frugality read them. */
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
