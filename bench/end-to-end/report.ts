import type { Ceilings } from './ceilings.ts';
import type { Measured } from './rounds.ts';

/** When a ceiling varies by more than this between rounds, other load on the machine distorts the ratios. */
const LARGEST_SPREAD = 0.15;

export interface Rounds {
  ordinary: Measured[];
  first: Measured[];
  unchanged: Measured[];
  /** One first sync after a pause; empty where none was asked for. */
  afterIdle: Measured[];
  ceilings: Ceilings[];
}

/** The lines of the table: medians over all rounds. */
export function reportLines({ ordinary, first, unchanged, afterIdle, ceilings }: Rounds): string[] {
  const bare = ceilings.map(({ list, read, decide, store }) => list + read + decide + store);
  const spread = (Math.max(...bare) - Math.min(...bare)) / median(bare);
  const cpuOf = (rounds: Measured[]) => median(rounds.map(cpuMicroseconds));
  const rateOf = (rounds: Measured[]) => median(rounds.map(({ objects, seconds }) => objects / seconds));
  const toCeiling =
    spread > LARGEST_SPREAD
      ? `no ratio: the ceiling moved by ${percent(spread)} between rounds, over ${percent(LARGEST_SPREAD)}`
      : `${(cpuOf(first) / median(bare)).toFixed(1)} times the bare stages`;
  return [
    'way                objects/s   CPU us/object   lists/1,000   reads/object   KiB/object   peak memory',
    row('ordinary', ordinary),
    row('first sync', first),
    row('no-change sync', unchanged),
    '',
    `first sync / ordinary: ${(rateOf(first) / rateOf(ordinary)).toFixed(2)} times the rate, ` +
      `${(cpuOf(first) / cpuOf(ordinary)).toFixed(2)} of its CPU an object`,
    `bare stages: ${median(bare).toFixed(0)} us an object (${stages(ceilings)}); ours: ${toCeiling}`,
    `CPU us an object by process, first sync: ${byProcess(first)}`,
    `peak memory in MB by process, first sync: ${memoryByProcess(first)}`,
    ...(afterIdle.length === 0
      ? []
      : [
          `after the pause / warm: ${(rateOf(afterIdle) / rateOf(first)).toFixed(2)} of the rate, ` +
            `${(cpuOf(afterIdle) / cpuOf(first)).toFixed(2)} times the CPU; by process: ${byProcess(afterIdle)}`,
        ]),
  ];
}

function row(name: string, rounds: Measured[]): string {
  const of = (value: (round: Measured) => number, digits = 0) => median(rounds.map(value)).toFixed(digits);
  const peak = Math.max(...rounds.flatMap(({ peakMemory }) => Object.values(peakMemory)));
  return [
    name.padEnd(17),
    of(({ objects, seconds }) => objects / seconds).padStart(11),
    of(cpuMicroseconds).padStart(16),
    of(({ objects, requests }) => (requests.lists / objects) * 1_000, 2).padStart(14),
    of(({ objects, requests }) => requests.reads / objects, 2).padStart(15),
    of(({ objects, requests }) => requests.bytes / objects / 1_024, 1).padStart(13),
    `${(peak / 2 ** 20).toFixed(0)} MB`.padStart(14),
  ].join('');
}

const cpuMicroseconds = ({ cpu, objects }: Measured) =>
  (Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0) * 1e6) / objects;

function stages(ceilings: Ceilings[]): string {
  const names = ['list', 'read', 'decide', 'store'] as const;
  return names.map((name) => `${name} ${median(ceilings.map((each) => each[name])).toFixed(1)}`).join(', ');
}

function byProcess(rounds: Measured[]): string {
  return Object.keys(rounds[0]!.cpu)
    .map((name) => `${name} ${median(rounds.map(({ cpu, objects }) => (cpu[name]! * 1e6) / objects)).toFixed(0)}`)
    .join(', ');
}

function memoryByProcess(rounds: Measured[]): string {
  return Object.keys(rounds[0]!.peakMemory)
    .map((name) => `${name} ${Math.max(...rounds.map(({ peakMemory }) => peakMemory[name]! / 2 ** 20)).toFixed(0)}`)
    .join(', ');
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
