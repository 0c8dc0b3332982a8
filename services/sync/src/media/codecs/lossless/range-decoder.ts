/** The next state after a zero and after a one. */
interface Transitions {
  zero: Uint8Array;
  one: Uint8Array;
}

const START = 128;
/** Probabilities change by this fraction of the remaining distance, and never exceed the last state. */
const STEP = 0.05;
const MOST = 248;

/**
 * The initial table of a decoder, in integers of 2^-32. FFmpeg computes it the same way, so every rounding is equal.
 *
 * @see RFC 9043 (FFV1), 3.8.1.4 and its figure of default_state_transition; FFmpeg 5.1 rangecoder.c ff_build_rac_states
 */
function defaultTransitions(): Transitions {
  const whole = 2n ** 32n;
  const half = whole / 2n;
  const step = BigInt(Math.trunc(STEP * 2 ** 32));
  const moved = (probability: bigint): bigint => probability + (((whole - probability) * step + half) >> 32n);
  const eighth = (probability: bigint): number => Number((256n * probability + half) >> 32n);
  const one = new Uint8Array(256);
  let probability = half;
  let last = 0;
  for (let index = 0; index < 128; index += 1) {
    const next = Math.max(eighth(probability), last + 1);
    if (last > 0 && last < 256 && next <= MOST) one[last] = next;
    probability = moved(probability);
    last = next;
  }
  for (let state = 256 - MOST; state <= MOST; state += 1) {
    if (one[state] !== 0) continue;
    const next = eighth(moved((BigInt(state) * whole + 128n) >> 8n));
    one[state] = Math.min(Math.max(next, state + 1), MOST);
  }
  const zero = new Uint8Array(256);
  for (let state = 1; state < 255; state += 1) zero[state] = (256 - one[256 - state]!) & 0xff;
  return { zero, one };
}

let transitions: Transitions | null = null;

/**
 * Reads the numbers that FFV1 writes with an adaptive range coder. Beyond the end of its bytes it reads zeros, as
 * FFmpeg does.
 *
 * @see RFC 9043 (FFV1), 3.8.1
 */
export class RangeDecoder {
  readonly #bytes: Buffer;
  readonly #transitions: Transitions;
  #position = 2;
  #low: number;
  #range = 0xff00;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    transitions ??= defaultTransitions();
    this.#transitions = transitions;
    this.#low = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  }

  /** The contexts of one number or one flag, in their initial state. */
  static contexts(count = 32): Uint8Array {
    return new Uint8Array(count).fill(START);
  }

  bit(contexts: Uint8Array, index = 0): boolean {
    const state = contexts[index]!;
    const part = (this.#range * state) >>> 8;
    this.#range -= part;
    const isOne = this.#low >= this.#range;
    if (isOne) {
      this.#low -= this.#range;
      this.#range = part;
    }
    contexts[index] = isOne ? this.#transitions.one[state]! : this.#transitions.zero[state]!;
    if (this.#range < 0x100) {
      this.#range *= 256;
      this.#low = this.#low * 256 + (this.#bytes[this.#position] ?? 0);
      this.#position += 1;
    }
    return isOne;
  }

  /** An unsigned number of up to 31 bits; null if the bytes hold no valid number. */
  number(contexts: Uint8Array): number | null {
    return this.#magnitude(contexts).value;
  }

  /** A signed number; null if the bytes hold no valid number. */
  signed(contexts: Uint8Array): number | null {
    const { value, bits } = this.#magnitude(contexts);
    if (value === null || value === 0) return value;
    return this.bit(contexts, 11 + Math.min(bits, 10)) ? -value : value;
  }

  #magnitude(contexts: Uint8Array): { value: number | null; bits: number } {
    if (this.bit(contexts)) return { value: 0, bits: 0 };
    let bits = 0;
    while (this.bit(contexts, 1 + Math.min(bits, 9))) {
      bits += 1;
      if (bits > 31) return { value: null, bits };
    }
    let value = 1;
    for (let index = bits - 1; index >= 0; index -= 1)
      value = value * 2 + (this.bit(contexts, 22 + Math.min(index, 9)) ? 1 : 0);
    return { value, bits };
  }
}
