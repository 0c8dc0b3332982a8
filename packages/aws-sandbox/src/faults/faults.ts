import type { Fault, FaultMatch, RequestFacts } from './fault.ts';

const KINDS = new Set(['throttle', 'internal-error', 'expired-token', 'error', 'reset', 'delay', 'html', 'truncate']);

/** The faults that are set, in the order they were set; the first that fits a request hits it. */
export class Faults {
  readonly #active = new Map<string, { fault: Fault; hits: number }>();
  #count = 0;

  /**
   * Sets a fault.
   *
   * @returns the id by which it is cleared
   * @throws TypeError for a kind of effect that there is not
   */
  add(fault: Fault): string {
    if (!KINDS.has(fault.effect?.kind)) throw new TypeError(`effect.kind must be one of ${[...KINDS].join(', ')}`);
    const id = `fault-${++this.#count}`;
    this.#active.set(id, { fault, hits: 0 });
    return id;
  }

  /** Clears one fault, or all. */
  clear(id?: string): void {
    if (id === undefined) this.#active.clear();
    else this.#active.delete(id);
  }

  /** Every fault that is set, with how many requests it has hit. */
  list(): { id: string; fault: Fault; hits: number }[] {
    return [...this.#active].map(([id, { fault, hits }]) => ({ id, fault, hits }));
  }

  /** The fault for a request, which counts as a hit; undefined for nearly every request. */
  take(facts: RequestFacts): Fault | undefined {
    if (this.#active.size === 0) return undefined;
    for (const [id, active] of this.#active) {
      if (!fits(active.fault.match ?? {}, facts)) continue;
      active.hits++;
      if (active.hits === active.fault.times) this.#active.delete(id);
      return active.fault;
    }
    return undefined;
  }
}

function fits(match: FaultMatch, facts: RequestFacts): boolean {
  return (
    (match.service ?? facts.service) === facts.service &&
    (match.operation ?? facts.operation) === facts.operation &&
    (match.bucket ?? facts.bucket) === facts.bucket &&
    (match.region ?? facts.region) === facts.region &&
    facts.key.startsWith(match.keyPrefix ?? '') &&
    facts.accessKeyId.startsWith(match.accessKeyIdPrefix ?? '')
  );
}
