import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/ports/free-port.ts';
import { portOwner } from '../../src/ports/port-owner.ts';
import { requireFreePorts } from '../../src/ports/require-free-ports.ts';

const LISTENER = `require('net').createServer().listen(process.argv[1], '127.0.0.1', () => console.log('up'))`;

let port: number;
let listener: ReturnType<typeof spawn>;

beforeAll(async () => {
  port = await freePort();
  listener = spawn(process.execPath, ['-e', LISTENER, `${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(listener.stdout!, 'data');
});
afterAll(async () => {
  listener.kill('SIGKILL');
  await once(listener, 'exit');
});

test('the owner of a port is named with its process id and command', () => {
  const owner = portOwner(port);
  expect(owner?.pid).toBe(listener.pid);
  expect(owner?.command).toContain('createServer');
});

test('a taken port is reported with its owner and the variable that chooses another', async () => {
  const requested = [
    { name: 'gateway', port, variable: 'GATEWAY_PORT' },
    { name: 'sync', port: await freePort(), variable: 'SYNC_PORT' },
  ];
  const refusal = requireFreePorts(requested);
  await expect(refusal).rejects.toThrow(`Port ${port}, for gateway, is taken by process ${listener.pid}`);
  await expect(refusal).rejects.toThrow('GATEWAY_PORT=<port>');
  await expect(refusal).rejects.not.toThrow('for sync');
});

test('free ports are accepted', async () => {
  await requireFreePorts([{ name: 'sync', port: await freePort(), variable: 'SYNC_PORT' }]);
});
