interface ElementCodec {
  /** The type's row in pg_type. */
  oid: number;
  /** An upper bound for these values, without the 4 bytes of each length. */
  mostBytes: (values: readonly unknown[]) => number;
  /** Writes one value. @returns the end of its bytes */
  write: (value: unknown, target: Buffer, at: number) => number;
}

const fixed = (size: number, write: (value: unknown, target: Buffer, at: number) => void) => ({
  mostBytes: (values: readonly unknown[]) => values.length * size,
  write: (value: unknown, target: Buffer, at: number) => {
    write(value, target, at);
    return at + size;
  },
});

/** Milliseconds from 1970 to 2000, from where PostgreSQL counts. */
const MS_TO_2000 = 946_684_800_000;

const CODECS = {
  text: {
    oid: 25,
    mostBytes: (values) =>
      values.reduce<number>((sum, value) => sum + (isNull(value) ? 0 : 3 * textOf(value).length), 0),
    write: (value, target, at) => writeText(textOf(value), target, at),
  },
  uuid: {
    oid: 2950,
    ...fixed(16, (value, target, at) => writeUuid(textOf(value), target, at)),
  },
  boolean: { oid: 16, ...fixed(1, (value, target, at) => target.writeUInt8(booleanOf(value), at)) },
  integer: { oid: 23, ...fixed(4, (value, target, at) => target.writeInt32BE(wholeOf(value), at)) },
  bigint: { oid: 20, ...fixed(8, (value, target, at) => writeInt64(wholeOf(value), target, at)) },
  'double precision': { oid: 701, ...fixed(8, (value, target, at) => target.writeDoubleBE(numberOf(value), at)) },
  timestamptz: {
    oid: 1184,
    ...fixed(8, (value, target, at) => {
      const microseconds = (msOf(value) - MS_TO_2000) * 1_000;
      if (Number.isSafeInteger(microseconds)) writeInt64(microseconds, target, at);
      // From the year 2285 on.
      else target.writeBigInt64BE(BigInt(msOf(value) - MS_TO_2000) * 1_000n, at);
    }),
  },
} satisfies Record<string, ElementCodec>;

export type ElementType = keyof typeof CODECS;

/** Where an array is written before its length is known: the upper bound of a text is three times its usual length. */
const scratch = Buffer.allocUnsafeSlow(256 * 1_024);

/**
 * A parameter for `$1::type[]`, in PostgreSQL's binary format. As text, which pg makes of an array, each value is
 * escaped and joined here, and parsed there. For a batch of 1,000 assets that takes 1.6 µs of CPU an asset more.
 *
 * @param values  null and undefined become NULL; a timestamptz is a Date or an ISO text
 * @throws TypeError for a value that the type does not have; RangeError for a number that exceeds it
 * @see src/backend/utils/adt/arrayfuncs.c of PostgreSQL, array_recv
 */
export function binaryArray(type: ElementType, values: readonly unknown[]): Buffer {
  const { oid, mostBytes, write }: ElementCodec = CODECS[type];
  const needed = 20 + 4 * values.length + mostBytes(values);
  const target = needed <= scratch.length ? scratch : Buffer.allocUnsafeSlow(needed);
  target.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  target.writeInt32BE(1, 4);
  target.writeInt32BE(oid, 8);
  if (values.length === 0) return Buffer.from(target.subarray(0, 12));
  target.writeInt32BE(values.length, 12);
  target.writeInt32BE(1, 16);
  let at = 20;
  for (const value of values) {
    if (isNull(value)) {
      at = target.writeInt32BE(-1, at);
      continue;
    }
    const end = write(value, target, at + 4);
    target.writeInt32BE(end - at - 4, at);
    at = end;
  }
  return Buffer.from(target.subarray(0, at));
}

const isNull = (value: unknown) => value === null || value === undefined;

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${String(value)} is no text`);
  return value;
}

function booleanOf(value: unknown): number {
  if (typeof value !== 'boolean') throw new TypeError(`${String(value)} is no boolean`);
  return value ? 1 : 0;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`${String(value)} is no number`);
  return value;
}

function wholeOf(value: unknown): number {
  const number = numberOf(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${number} is no whole number`);
  return number;
}

function msOf(value: unknown): number {
  const ms = value instanceof Date ? value.getTime() : Date.parse(textOf(value));
  if (Number.isNaN(ms)) throw new RangeError(`${String(value)} is no time`);
  return ms;
}

function writeInt64(value: number, target: Buffer, at: number): void {
  const high = Math.floor(value / 2 ** 32);
  target.writeInt32BE(high, at);
  // Not with %, which takes longer than the two writes.
  target.writeUInt32BE(value - high * 2 ** 32, at + 4);
}

/** The value of a hexadecimal digit by its ASCII code; -1 for any other character. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
);

/** Hyphens may be anywhere. 0.1 µs, where a regular expression and Buffer's own method take 0.5. */
function writeUuid(text: string, target: Buffer, at: number): void {
  let digits = 0;
  let high = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === HYPHEN) continue;
    const digit = DIGITS[code] ?? -1;
    if (digit < 0 || digits === 32) throw new TypeError(`${text} is no UUID`);
    if (digits % 2 === 0) high = digit << 4;
    else target[at + (digits >> 1)] = high | digit;
    digits += 1;
  }
  if (digits !== 32) throw new TypeError(`${text} is no UUID`);
}

const HYPHEN = 0x2d;

/** Short ASCII is written here: a call of Buffer's own method takes longer than 64 characters. */
const SHORT = 64;

function writeText(text: string, target: Buffer, at: number): number {
  if (text.length > SHORT) return at + target.write(text, at, 'utf8');
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return at + target.write(text, at, 'utf8');
    target[at + index] = code;
  }
  return at + text.length;
}
