/** One way of doing the same work. */
export interface Way {
  name: string;
  /** The units done in a second; for CPU costs, 1 / (seconds of CPU for each unit). */
  perSecond: number;
}

/** Ways of doing the same work, measured in one run, interleaved. */
export interface BenchTable {
  title: string;
  /** What `perSecond` counts: objects, requests, rows, deliveries. */
  unit: string;
  /** The ordinary way first; then ours; the bare ceiling last, where there is one. */
  ways: Way[];
}

/** Prints a table with the ratio of every way to the first, the ordinary one. */
export function printTable({ title, unit, ways }: BenchTable): void {
  const ordinary = ways[0]!.perSecond;
  const rows = ways.map(({ name, perSecond }) => [
    name,
    `${perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 100 ? 1 : 0 })} ${unit}/s`,
    `${(perSecond / ordinary).toFixed(1)}x`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  console.log(`\n${title}`);
  for (const [name, rate, ratio] of rows) {
    console.log(`  ${name!.padEnd(widths[0]!)}  ${rate!.padStart(widths[1]!)}  ${ratio!.padStart(widths[2]!)}`);
  }
}

/**
 * Measures ways of the same work in turns, so other load on the machine affects all of them equally.
 *
 * @param work    does a number of units and resolves with that number
 * @param measure 'CPU' counts this process's own CPU time, 'CLOCK' the time that passes
 */
export async function inTurns(
  ways: readonly { name: string; work: () => Promise<number> | number }[],
  options: { rounds: number; measure: 'CPU' | 'CLOCK' },
): Promise<Way[]> {
  const spent = ways.map(() => ({ units: 0, seconds: 0 }));
  for (const { work } of ways) await work();
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [index, { work }] of ways.entries()) {
      const began = secondsOf(options.measure);
      spent[index]!.units += await work();
      spent[index]!.seconds += secondsOf(options.measure) - began;
    }
  }
  return ways.map(({ name }, index) => ({ name, perSecond: spent[index]!.units / spent[index]!.seconds }));
}

function secondsOf(measure: 'CPU' | 'CLOCK'): number {
  if (measure === 'CLOCK') return performance.now() / 1_000;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
