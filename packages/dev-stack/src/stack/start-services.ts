import type { RunningProgram } from '../processes/start-program.ts';
import { type Supervised, supervise } from '../processes/supervise.ts';
import type { RunningServices } from '../settings/endpoints-file.ts';
import { address, byService, SERVICES, type ServiceName } from '../settings/ports.ts';
import { freshLog } from './fresh-log.ts';
import { type Infrastructure, serviceEnvironment } from './service-environment.ts';
import type { StackContext } from './start-infrastructure.ts';
import { requireOk, startNodeProgram } from './start-node-program.ts';

/**
 * Starts the four services and waits until each is ready.
 *
 * @param onRestart  called after each restart of a service
 * @returns reads the process ids of now
 */
export async function startServices(
  context: StackContext,
  infrastructure: Infrastructure,
  onRestart: () => void,
): Promise<() => RunningServices> {
  const supervised: Partial<Record<ServiceName, Supervised<RunningProgram>>> = {};
  const running = () =>
    byService((name) => ({ pid: supervised[name]!.current.pid, url: address(context.ports[name]) }));

  const startOne = async (name: ServiceName) => {
    const program = {
      name,
      main: `services/${name}/src/main.ts`,
      env: serviceEnvironment(name, infrastructure, process.env),
      logPath: freshLog(context.stateFolder, name),
      check: () => requireOk(`${address(context.ports[name])}/readyz`),
    };
    const service = await supervise({
      name: `The ${name} service`,
      start: () => startNodeProgram(program, context.reaper),
      say: context.steps.say,
      onRestart,
    });
    supervised[name] = service;
  };
  context.onStop(async () => {
    await Promise.all(Object.values(supervised).map((service) => service.stop()));
  });
  await Promise.all(SERVICES.map(startOne));
  return running;
}
