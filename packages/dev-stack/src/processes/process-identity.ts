import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemCodeOf } from '@bucket-sync/shared/errors';

/** The command that started a process; undefined when the process does not exist. */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform === 'linux') return procFile(pid, 'cmdline')?.replaceAll('\0', ' ').trim() || undefined;
  return ps(pid, 'command=');
}

/**
 * The start time of a process, as the system records it. Together with the id it identifies a process; the id alone is
 * reused. Undefined when the process does not exist.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'lstart=');
  // proc(5): field 22, found after the command in parentheses, which may hold spaces. It counts from boot, so the
  // boot id belongs to it.
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
