import { isFree } from './is-free.ts';
import { portOwner } from './port-owner.ts';

/** A port on which a part of the stack is going to listen. */
export interface RequestedPort {
  /** The part that needs the port, as people call it. */
  name: string;
  port: number;
  /** The environment variable that chooses another. */
  variable: string;
}

/** @throws Error that names each taken port, its owner, and the variable that chooses another port */
export async function requireFreePorts(requested: RequestedPort[]): Promise<void> {
  const free = await Promise.all(requested.map(({ port }) => isFree(port)));
  const taken = requested.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  throw new Error(taken.map(sentence).join('\n'));
}

/** Enough to recognize a command; Java's are pages long. */
const LONGEST_COMMAND = 100;

function sentence({ name, port, variable }: RequestedPort): string {
  const owner = portOwner(port);
  const by = owner
    ? `by process ${owner.pid} (${owner.command.slice(0, LONGEST_COMMAND)})`
    : 'by a process of another user';
  return `Port ${port}, for ${name}, is taken ${by}. Stop that one, or choose another port by ${variable}=<port>.`;
}
