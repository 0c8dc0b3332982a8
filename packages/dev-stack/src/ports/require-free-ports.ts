import { isFree } from './is-free.ts';
import { portOwner } from './port-owner.ts';

/** A port that is about to be listened on. */
export interface WantedPort {
  /** Who wants it, as a person knows it. */
  name: string;
  port: number;
  /** The environment variable that chooses another. */
  variable: string;
}

/** @throws Error that names every one of them that is taken, by whom, and how to choose another */
export async function requireFreePorts(wanted: WantedPort[]): Promise<void> {
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
  const taken = wanted.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  throw new Error(taken.map(sentence).join('\n'));
}

/** Enough to know it by; Java's command lines go over pages. */
const LONGEST_COMMAND = 100;

function sentence({ name, port, variable }: WantedPort): string {
  const owner = portOwner(port);
  const by = owner
    ? `by process ${owner.pid} (${owner.command.slice(0, LONGEST_COMMAND)})`
    : 'by a process of another user';
  return `Port ${port}, for ${name}, is taken ${by}. Stop that one, or choose another port by ${variable}=<port>.`;
}
