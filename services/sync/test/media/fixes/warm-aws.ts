import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@bucket-sync/shared/testing';

const PROGRAM = join(import.meta.dirname, 'warm-aws.py');

/** The aws command line of this machine, as one line of a shell that passes its arguments on. */
export interface AwsCommand {
  line: string;
  stop(): Promise<void>;
}

/**
 * Where Python has the aws command line, calls of it do not start it anew: a script of a test calls it twenty times.
 * Debian's aws does not know AWS_ENDPOINT_URL, so the line names the endpoint.
 */
export async function startWarmAws(folder: string, endpoint: string, env: Record<string, string>): Promise<AwsCommand> {
  const found = spawnSync('python3', ['-c', 'import sys, awscli; print(sys.executable)'], { encoding: 'utf8' });
  if (found.status !== 0) {
    const installed = execFileSync('sh', ['-c', 'command -v aws'], { encoding: 'utf8' }).trim();
    return { line: `exec ${installed} --endpoint-url ${endpoint} "$@"`, stop: async () => {} };
  }
  const python = found.stdout.trim();
  const socket = join(folder, 'aws.socket');
  const server = spawn(python, [PROGRAM, 'serve', socket, endpoint], { env, stdio: 'ignore' });
  const exited = once(server, 'exit');
  await eventually(() => {
    if (!existsSync(socket)) throw new Error('the aws command line is not loaded yet');
  });
  return {
    line: `exec ${python} -IS ${PROGRAM} call ${socket} "$@"`,
    async stop() {
      server.kill();
      await exited;
    },
  };
}
