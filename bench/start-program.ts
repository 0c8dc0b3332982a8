import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program of this repository in a process of its own; resolves with the first URL it prints. */
export async function startProgram(
  file: string,
  options: { env?: Record<string, string>; args?: readonly string[] } = {},
): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [file, ...(options.args ?? [])], {
    env: { ...process.env, ...options.env },
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
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
