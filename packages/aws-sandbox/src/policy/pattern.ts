import type { RequestContext } from './request-context.ts';

/** A token of a pattern: a literal character, `*` (any text), `?` (any character), or a policy variable. */
type Token = string | typeof ANY | typeof ONE | { variable: string; fallback: string | undefined };

const ANY = Symbol('*');
const ONE = Symbol('?');

/** An IAM pattern, compiled once per policy and matched on every request. */
export interface Pattern {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Set when the pattern is a plain literal: then matching is an equality. */
  readonly literal: string | undefined;
  /** Set when the pattern is a literal followed by one `*`: then matching is a prefix test. */
  readonly literalPrefix: string | undefined;
}

/**
 * Compiles a pattern of a policy.
 *
 * @param wildcards  false for operators that compare exactly (StringEquals): `*` and `?` are then plain characters
 * @param variables  false for policies of version 2008-10-17, in which `${…}` is plain text
 * @see IAM User Guide, "Policy elements: variables and tags": `${*}`, `${?}` and `${$}` are the characters themselves
 */
export function compilePattern(text: string, { wildcards = true, variables = true } = {}): Pattern {
  const tokens: Token[] = [];
  const characters = Array.from(text);
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    const variable =
      variables && character === '$' && characters[i + 1] === '{' ? readVariable(characters, i) : undefined;
    if (variable !== undefined) {
      tokens.push(variable.token);
      i = variable.end;
    } else if (wildcards && character === '*') {
      if (tokens.at(-1) !== ANY) tokens.push(ANY);
    } else if (wildcards && character === '?') {
      tokens.push(ONE);
    } else {
      tokens.push(character);
    }
  }
  const literalLength = tokens.findIndex((token) => typeof token !== 'string');
  const isLiteral = literalLength === -1;
  const isPrefix = literalLength === tokens.length - 1 && tokens.at(-1) === ANY;
  return {
    text,
    tokens,
    literal: isLiteral ? tokens.join('') : undefined,
    literalPrefix: isPrefix ? tokens.slice(0, -1).join('') : undefined,
  };
}

function readVariable(characters: string[], start: number): { token: Token; end: number } | undefined {
  const end = characters.indexOf('}', start);
  if (end === -1) return undefined;
  const inside = characters.slice(start + 2, end).join('');
  if (inside === '*' || inside === '?' || inside === '$') return { token: inside, end };
  const [, name = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/.exec(inside) ?? [];
  return { token: { variable: name.toLowerCase(), fallback }, end };
}

/** Whether the pattern matches all of `value`. A variable that the request lacks matches nothing. */
export function matchesPattern(pattern: Pattern, value: string, context: RequestContext, ignoreCase = false): boolean {
  if (!ignoreCase) {
    if (pattern.literal !== undefined) return pattern.literal === value;
    if (pattern.literalPrefix !== undefined) return value.startsWith(pattern.literalPrefix);
  }
  const tokens = expandVariables(pattern.tokens, context);
  if (tokens === undefined) return false;
  if (!ignoreCase) return matchTokens(tokens, Array.from(value));
  const lower = tokens.map((token) => (typeof token === 'string' ? token.toLowerCase() : token));
  return matchTokens(lower, Array.from(value.toLowerCase()));
}

type PlainToken = string | typeof ANY | typeof ONE;

function expandVariables(tokens: readonly Token[], context: RequestContext): PlainToken[] | undefined {
  const expanded: PlainToken[] = [];
  for (const token of tokens) {
    if (typeof token !== 'object') {
      expanded.push(token);
      continue;
    }
    const values = context.get(token.variable);
    const value = values?.length === 1 ? values[0] : token.fallback;
    if (value === undefined) return undefined;
    expanded.push(...value);
  }
  return expanded;
}

/** Greedy matching that backtracks to the last `*` only: linear for real policies, never exponential. */
function matchTokens(tokens: PlainToken[], characters: string[]): boolean {
  let t = 0;
  let c = 0;
  let lastAny = -1;
  let lastAnyCharacter = 0;
  while (c < characters.length) {
    const token = tokens[t];
    if (token === ANY) {
      lastAny = t++;
      lastAnyCharacter = c;
    } else if (token !== undefined && (token === ONE || token === characters[c])) {
      t++;
      c++;
    } else if (lastAny !== -1) {
      t = lastAny + 1;
      c = ++lastAnyCharacter;
    } else {
      return false;
    }
  }
  while (tokens[t] === ANY) t++;
  return t === tokens.length;
}
