const NUMBER = 0;
const BOOLEAN = 1;
const STRING = 2;
const ECMA_ARRAY = 8;
const OBJECT = 3;
const MAX_ENTRIES = 256;

/**
 * The numbers that onMetaData states, by their names. Reading stops at a value that is not a number, a boolean or a
 * text.
 *
 * @see Action Message Format AMF 0, 2
 */
export function readMetadata(script: Buffer): Map<string, number> {
  const found = new Map<string, number>();
  if (script[0] !== STRING || script.length < 3) return found;
  const nameBytes = script.readUInt16BE(1);
  if (script.toString('latin1', 3, 3 + nameBytes) !== 'onMetaData') return found;
  let at = 3 + nameBytes;
  const type = script[at];
  if (type !== ECMA_ARRAY && type !== OBJECT) return found;
  at += type === ECMA_ARRAY ? 5 : 1;
  for (let entry = 0; entry < MAX_ENTRIES && at + 2 < script.length; entry += 1) {
    const keyBytes = script.readUInt16BE(at);
    const key = script.toString('latin1', at + 2, at + 2 + keyBytes);
    at += 2 + keyBytes;
    const valueType = script[at];
    at += 1;
    if (valueType === NUMBER && at + 8 <= script.length) found.set(key, script.readDoubleBE(at));
    const valueBytes = lengthOf(script, at, valueType);
    if (valueBytes === null) return found;
    at += valueBytes;
  }
  return found;
}

function lengthOf(script: Buffer, at: number, type: number | undefined): number | null {
  if (type === NUMBER) return 8;
  if (type === BOOLEAN) return 1;
  return type === STRING && at + 2 <= script.length ? 2 + script.readUInt16BE(at) : null;
}
