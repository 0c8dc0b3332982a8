import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program of this repository in a process of its own; resolves with the first URL it prints. */
export async function startProgram(
  file: string,
  env: Record<string, string>,
): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const found = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const url = /https?:\/\/[\w.:-]+/.exec(line)?.[0];
    if (url) found.resolve(url);
  });
  exited.then(([code]) => found.reject(new Error(`${file} ended with ${code} before it listened`)));
  const url = await found.promise;
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
