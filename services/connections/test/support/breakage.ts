import { expect } from 'vitest';
import { connect, type ShownConnection, shown, wizardOf } from './wizard.ts';
import type { World } from './world.ts';

/** One way to break a heart, and what the check has to say of it. */
export interface Breakage {
  what: string;
  change: (connection: ShownConnection) => Promise<unknown> | unknown;
  probe: string;
  cause: string;
  evidence: RegExp;
}

/** A connection that works, then something is done to it, then Retry. */
export async function retryAfter(world: World, change: Breakage['change']) {
  const member = world.as();
  const connection = await connect(world, member);
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART' });
  await change(connection);
  return shown(await wizardOf(member).check(connection.id));
}

/** Everything before passed, this one did not, nothing ran after it. */
export function expectStopAt(probes: ShownConnection['health']['probes'], name: string, verdict: string) {
  const at = probes.findIndex((probe) => probe.name === name);
  expect(probes.slice(0, at).filter((probe) => !['PASS', 'WARN'].includes(probe.verdict))).toEqual([]);
  expect(probes[at]).toMatchObject({ name, verdict });
  expect(probes.slice(at + 1).filter((probe) => probe.verdict !== 'SKIP')).toEqual([]);
}
