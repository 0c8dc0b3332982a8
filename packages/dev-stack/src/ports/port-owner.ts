import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { systemCodeOf } from '@bucket-sync/shared/errors';
import { commandLineOf } from '../processes/process-identity.ts';

/** A process that listens on a port. */
export interface PortOwner {
  pid: number;
  command: string;
}

/** The process that listens on a TCP port of this machine; undefined when there is none or we may not see it. */
export function portOwner(port: number): PortOwner | undefined {
  const pid = process.platform === 'linux' ? pidFromProc(port) : pidFromLsof(port);
  if (pid === undefined) return undefined;
  return { pid, command: commandLineOf(pid) ?? 'unknown' };
}

/** State of a listening socket in /proc/net/tcp. */
const LISTEN = '0A';

function pidFromProc(port: number): number | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (openFiles(pid).some((file) => sockets.has(file))) return Number(pid);
  }
  return undefined;
}

/** @see proc_net_tcp(5): "sl local_address rem_address st … inode", addresses and ports in hexadecimal */
function listeningSockets(table: string, port: number): string[] {
  const rows = readFileSync(table, 'utf8').trim().split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTEN && Number.parseInt(columns[1]?.split(':')[1] ?? '', 16) === port)
    .map((columns) => `socket:[${columns[9]}]`);
}

/** The open files of a process; empty when it has ended or we may not read them. */
function openFiles(pid: string): string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((fd) => linkTarget(`${folder}/${fd}`));
  } catch (error) {
    if (isHiddenOrGone(error)) return [];
    throw error;
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isHiddenOrGone(error)) return '';
    throw error;
  }
}

function isHiddenOrGone(error: unknown): boolean {
  return ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(systemCodeOf(error) ?? '');
}

function pidFromLsof(port: number): number | undefined {
  const lsof = spawnSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], { encoding: 'utf8' });
  const pid = Number(lsof.stdout?.split('\n')[0]);
  return pid || undefined;
}
