import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemCodeOf } from '@bucket-sync/shared/errors';

/** The command a process was started with, or undefined when there is no such process (any more). */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform === 'linux') return procFile(pid, 'cmdline')?.replaceAll('\0', ' ').trim() || undefined;
  return ps(pid, 'command=');
}

/**
 * What tells a process from a later one that was given the same id: when it started, in whichever form the system
 * keeps it. Undefined when there is no such process.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'lstart=');
  // proc(5): field 22, counted after the command in parentheses, which may hold spaces. It counts from the machine's
  // start, so that goes with it.
  const started = procFile(pid, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ')[19];
  return started && `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${started}`;
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(systemCodeOf(error) ?? '')) return undefined;
    throw error;
  }
}

function ps(pid: number, column: string): string | undefined {
  return spawnSync('ps', ['-o', column, '-p', `${pid}`], { encoding: 'utf8' }).stdout.trim() || undefined;
}
