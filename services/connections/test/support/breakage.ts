import { expect } from 'vitest';
import { connect, type ShownConnection, shown, wizardOf } from './wizard.ts';
import type { World } from './world.ts';

/** One change that makes a connection unhealthy, and the expected result of the check. */
export interface Breakage {
  what: string;
  change: (connection: ShownConnection) => Promise<unknown> | unknown;
  probe: string;
  cause: string;
  evidence: RegExp;
}

/** Makes a healthy connection, applies the change, and calls Retry. */
export async function retryAfter(world: World, change: Breakage['change']) {
  const member = world.as();
  const connection = await connect(world, member);
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART' });
  await change(connection);
  return shown(await wizardOf(member).check(connection.id));
}

/** Every probe before this one passed, this one did not, and no later one ran. */
export function expectStopAt(probes: ShownConnection['health']['probes'], name: string, verdict: string) {
  const at = probes.findIndex((probe) => probe.name === name);
  expect(probes.slice(0, at).filter((probe) => !['PASS', 'WARN'].includes(probe.verdict))).toEqual([]);
  expect(probes[at]).toMatchObject({ name, verdict });
  expect(probes.slice(at + 1).filter((probe) => probe.verdict !== 'SKIP')).toEqual([]);
}
