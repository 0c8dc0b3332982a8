import type { Fault, FaultEffect, FaultMatch, RequestFacts } from './fault.ts';

/** The fields of each kind of effect beside `kind`; a new kind that is missing here fails the build. */
const FIELDS_OF_EFFECT: Readonly<Record<FaultEffect['kind'], readonly string[]>> = {
  throttle: [],
  'internal-error': [],
  'expired-token': [],
  error: ['status', 'code', 'message'],
  reset: [],
  delay: [],
  hang: [],
  html: ['status?'],
  truncate: [],
  'reset-in-body': [],
  'hang-in-body': [],
  'short-body': [],
};

const MATCH_FIELDS: Readonly<Record<keyof FaultMatch, true>> = {
  service: true,
  operation: true,
  bucket: true,
  key: true,
  keyPrefix: true,
  accessKeyIdPrefix: true,
  region: true,
};

/** The active faults in the order they were added; the first one that matches a request hits it. */
export class Faults {
  readonly #active = new Map<string, { fault: Fault; hits: number }>();
  #count = 0;

  /**
   * Adds a fault.
   *
   * @returns the id that clears it
   * @throws TypeError for an unknown kind of effect, an unknown field of `match`, or a missing field of the effect
   */
  add(fault: Fault): string {
    checkFault(fault);
    const id = `fault-${++this.#count}`;
    this.#active.set(id, { fault, hits: 0 });
    return id;
  }

  /** Clears one fault, or all. */
  clear(id?: string): void {
    if (id === undefined) this.#active.clear();
    else this.#active.delete(id);
  }

  /** Every active fault, with the number of requests it has hit. */
  list(): { id: string; fault: Fault; hits: number }[] {
    return [...this.#active].map(([id, { fault, hits }]) => ({ id, fault, hits }));
  }

  /** Counts a hit and returns the fault; undefined when no fault matches the request. */
  take(facts: RequestFacts): Fault | undefined {
    if (this.#active.size === 0) return undefined;
    for (const [id, active] of this.#active) {
      if (!matches(active.fault.match ?? {}, facts)) continue;
      active.hits++;
      if (active.hits === active.fault.times) this.#active.delete(id);
      return active.fault;
    }
    return undefined;
  }
}

/** Refuses a misspelt field. A fault that matches too many requests would mislead a test. */
function checkFault({ effect, match = {} }: Fault): void {
  const kinds = Object.keys(FIELDS_OF_EFFECT);
  if (!kinds.includes(effect?.kind)) throw new TypeError(`effect.kind must be one of ${kinds.join(', ')}`);
  for (const field of FIELDS_OF_EFFECT[effect.kind]) {
    if (!field.endsWith('?') && !(field in effect)) throw new TypeError(`effect.${field} is missing`);
  }
  const unknown = Object.keys(match).find((name) => !(name in MATCH_FIELDS));
  if (unknown !== undefined) {
    throw new TypeError(`match.${unknown} is unknown; the fields are ${Object.keys(MATCH_FIELDS).join(', ')}`);
  }
}

function matches(match: FaultMatch, facts: RequestFacts): boolean {
  return (
    (match.service ?? facts.service) === facts.service &&
    (match.operation ?? facts.operation) === facts.operation &&
    (match.bucket ?? facts.bucket) === facts.bucket &&
    (match.key ?? facts.key) === facts.key &&
    (match.region ?? facts.region) === facts.region &&
    facts.key.startsWith(match.keyPrefix ?? '') &&
    facts.accessKeyId.startsWith(match.accessKeyIdPrefix ?? '')
  );
}
