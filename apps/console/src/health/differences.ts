export interface Difference {
  sign: 'same' | 'extra' | 'missing';
  text: string;
}

/** A policy has a few dozen lines. A longer text is no policy. */
const MOST_LINES = 400;

/**
 * The lines that are only in `current` or only in `expected`. Both texts are formatted alike first: indentation and the
 * order of fields make no difference.
 */
export function differencesOf(current: string, expected: string): Difference[] | 'same' | 'not JSON' {
  const [before, after] = [linesOf(current), linesOf(expected)];
  if (!before || !after || before.length > MOST_LINES) return 'not JSON';
  const differences = compare(before, after);
  return differences.every(({ sign }) => sign === 'same') ? 'same' : differences;
}

function linesOf(text: string): string[] | undefined {
  try {
    return JSON.stringify(sorted(JSON.parse(text)), null, 2).split('\n');
  } catch {
    return undefined;
  }
}

/** Sorts fields by name, and replaces a list of one value by the value. IAM reads both forms alike. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? sorted(value[0]) : value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
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
