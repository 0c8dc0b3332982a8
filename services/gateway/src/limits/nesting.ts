/**
 * The largest input of the schema is five levels deep. A hundred thousand levels overflow the stack of their reader.
 */
const MAX_NESTING = 32;

const QUOTE = 34;
const BACKSLASH = 92;
const OPENING = [91, 123];
const CLOSING = [93, 125];

/**
 * True when a JSON text nests arrays and objects deeper than any valid request. Reads the text once without parsing.
 */
export function isNestedTooDeep(json: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (isInString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) isInString = false;
    } else if (code === QUOTE) isInString = true;
    else if (OPENING.includes(code)) depth += 1;
    else if (CLOSING.includes(code)) depth -= 1;
    if (depth > MAX_NESTING) return true;
  }
  return false;
}
