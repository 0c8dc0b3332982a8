import { AppError } from '../../errors/index.ts';

/** Our messages nest 6 deep. JSON.parse of 12 MB of `[` takes a gigabyte. */
const MOST_LEVELS = 32;
/** A batch of 1,000 files, each with the 64 tracks that its findings may name, has 250,000 commas and containers. */
const MOST_PARTS = 500_000;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/**
 * Parses JSON of unknown origin within bounded memory.
 *
 * @throws AppError POISON_MESSAGE for what is not JSON, is nested too deeply or has too many parts
 */
export function parseJson(topic: string, value: Buffer | null): unknown {
  if (!value) throw new AppError('POISON_MESSAGE', { topic, why: 'it has no value' });
  // Fewer bytes have fewer parts, and take 20 MB however deep they nest. To look at them takes as long as JSON.parse.
  const why = value.length > MOST_PARTS ? excessOf(value) : null;
  if (why) throw new AppError('POISON_MESSAGE', { topic, why });
  try {
    return JSON.parse(value.toString('utf8'));
  } catch (error) {
    throw new AppError('POISON_MESSAGE', { topic, why: 'not JSON' }, { cause: error });
  }
}

function excessOf(bytes: Buffer): string | null {
  let levels = 0;
  let parts = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfString(bytes, at + 1);
        break;
      case 0x2c: // a comma
        parts += 1;
        break;
      case 0x5b: // an opening bracket or brace
      case 0x7b:
        parts += 1;
        levels += 1;
        if (levels > MOST_LEVELS) return `nested more than ${MOST_LEVELS} levels deep`;
        break;
      case 0x5d: // a closing bracket or brace
      case 0x7d:
        levels -= 1;
        break;
    }
    if (parts > MOST_PARTS) return `more than ${MOST_PARTS} values`;
  }
  return null;
}

/** The end of the string that begins at `from`. Most strings have no escapes, and `indexOf` is the fastest search. */
function endOfString(bytes: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0) return bytes.length;
    let backslashes = 0;
    while (bytes[at - 1 - backslashes] === BACKSLASH && at - 1 - backslashes >= from) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
}
