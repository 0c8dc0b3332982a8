import type { Fault } from '../../packages/aws-sandbox/src/index.ts';
import { endpoints } from './system.ts';

const faults = () => `${endpoints().awsEndpointUrl}/_sandbox/faults`;

/** Sets a fault in the sandbox. */
export async function fail(fault: Fault): Promise<void> {
  const answer = await fetch(faults(), { method: 'POST', body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(`the sandbox answers ${answer.status}: ${await answer.text()}`);
}

export async function clearFaults(): Promise<void> {
  await fetch(faults(), { method: 'DELETE' });
}
