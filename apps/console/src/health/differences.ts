import { isDenying, isFields, type Recognition, type Statement } from './statements.ts';

export interface Difference {
  /** `foreign` is a line of a statement that is not ours; `denying` too, and it may forbid what we need. */
  sign: 'same' | 'extra' | 'missing' | 'foreign' | 'denying';
  text: string;
}

/** A policy has a few dozen lines. A longer text is no policy. */
const MOST_LINES = 400;

/**
 * Compares the customer's text with ours, statement by statement. Statements that are not ours stay as they are. The
 * form of the text, the order of fields and of values make no difference.
 *
 * @param recognition  finds the customer's counterpart of each of our statements
 * @returns `same` when the customer's text holds all of ours unchanged
 */
export function differencesOf(
  current: string,
  expected: string,
  recognition: Recognition,
): Difference[] | 'same' | 'not JSON' {
  const [theirs, ours] = [read(current), read(expected)];
  if (!theirs || !ours || linesOf(theirs).length > MOST_LINES) return 'not JSON';
  const pairs = pair(theirs.statements, ours.statements, recognition);
  const blocks = theirs.statements.map((found) => {
    const counterpart = pairs.get(found);
    if (counterpart) return compare(linesOf(found), linesOf(counterpart));
    return linesOf(found).map((text) => ({ sign: signOf(found, ours.statements, recognition), text }));
  });
  const present = new Set(pairs.values());
  for (const statement of ours.statements.filter((each) => !present.has(each))) {
    blocks.push(linesOf(withFreeSid(statement, theirs.statements)).map((text) => ({ sign: 'missing', text })));
  }
  const lines = [...compare(theirs.frame, ours.frame), ...blocks.flat()];
  return lines.every(({ sign }) => sign === 'same' || sign === 'foreign') ? 'same' : lines;
}

interface Document {
  statements: Statement[];
  /** The lines beside the statements: the version of a policy. */
  frame: string[];
}

function read(text: string): Document | undefined {
  try {
    const document: unknown = JSON.parse(text);
    if (!isFields(document)) return { statements: listOf(document).filter(isFields), frame: [] };
    const { Statement, CORSRules, Version } = document;
    const list = Statement ?? CORSRules ?? (Version === undefined ? document : []);
    return {
      statements: listOf(list).filter(isFields),
      frame: Version === undefined ? [] : [`"Version": ${JSON.stringify(Version)}`],
    };
  } catch {
    return undefined;
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const linesOf = (value: unknown) => JSON.stringify(sorted(value), null, 2).split('\n');

/** Sorts fields and texts, and replaces a list of one value by the value. IAM and S3 read all forms alike. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (value.length === 1) return sorted(value[0]);
    return value.every((each) => typeof each === 'string') ? value.toSorted() : value.map(sorted);
  }
  if (!isFields(value)) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}

/** @returns ours by theirs: for each of ours the counterpart that has the most lines in common with it */
function pair(theirs: readonly Statement[], ours: readonly Statement[], { isCounterpart }: Recognition) {
  const pairs = new Map<Statement, Statement>();
  for (const statement of ours) {
    const [best] = theirs
      .filter((found) => !pairs.has(found) && isCounterpart(found, statement))
      .map((found) => ({ found, common: commonLines(found, statement) }))
      .sort((one, other) => other.common - one.common);
    if (best) pairs.set(best.found, statement);
  }
  return pairs;
}

const commonLines = (found: Statement, ours: Statement) =>
  compare(linesOf(found), linesOf(ours)).filter(({ sign }) => sign === 'same').length;

function signOf(found: Statement, ours: readonly Statement[], { isHarmful }: Recognition): Difference['sign'] {
  if (ours.some((statement) => isHarmful(found, statement))) return 'extra';
  return isDenying(found) ? 'denying' : 'foreign';
}

/** The statement ids of one policy must differ. */
function withFreeSid(statement: Statement, theirs: readonly Statement[]): Statement {
  const { Sid, ...rest } = statement;
  return theirs.some((each) => each.Sid === Sid) ? rest : statement;
}

/** The longest common subsequence of lines, by dynamic programming. */
function compare(before: string[], after: string[]): Difference[] {
  const common = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = common[i]!;
      row[j] = before[i] === after[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, row[j + 1]!);
    }
  }
  const lines: Difference[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ sign: 'same', text: before[i]! });
      i += 1;
      j += 1;
    } else if (j >= after.length || (i < before.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ sign: 'extra', text: before[i]! });
      i += 1;
    } else {
      lines.push({ sign: 'missing', text: after[j]! });
      j += 1;
    }
  }
  return lines;
}
