import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. @see proc(5), /proc/pid/stat */
const TICKS_A_SECOND = 100;

/** CPU seconds of a process and all its descendants, those that have ended included. */
export function cpuSeconds(pid: number): number {
  const children = childrenByParent();
  const sum = (each: number): number => ownTicks(each) + (children.get(each) ?? []).map(sum).reduce(add, 0);
  return sum(pid) / TICKS_A_SECOND;
}

/** Process ids of everything that a process has started, and these in turn. */
export function descendants(pid: number): number[] {
  const children = childrenByParent();
  const of = (each: number): number[] => (children.get(each) ?? []).flatMap((child) => [child, ...of(child)]);
  return of(pid);
}

/** Starts the count of a process's peak memory anew. @see proc(5), /proc/pid/clear_refs */
export function resetPeakMemory(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most memory that a process held since its count was reset, in bytes. */
export function peakMemoryBytes(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes ?? 0) * 1_024;
}

const add = (one: number, other: number) => one + other;

/** utime, stime, and those of its children that have ended. */
function ownTicks(pid: number): number {
  const fields = statOf(pid);
  return fields ? fields.slice(11, 15).map(Number).reduce(add, 0) : 0;
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? Number(statOf(Number(name))?.[1]) : Number.NaN;
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

/** The fields of /proc/pid/stat behind the program's name, which may itself hold spaces; null once it has ended. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
