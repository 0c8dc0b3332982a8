import { endpoints } from './system.ts';

/** A fault of the sandbox: the requests that it affects, and the answer that these receive. */
interface Fault {
  match: { bucket: string; operation: string; key?: string };
  effect: { kind: 'internal-error' | 'hang' | 'reset-in-body' };
}

const faults = () => `${endpoints().awsEndpointUrl}/_sandbox/faults`;

export async function fail(fault: Fault): Promise<void> {
  const answer = await fetch(faults(), { method: 'POST', body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(`the sandbox answers ${answer.status}: ${await answer.text()}`);
}

export async function clearFaults(): Promise<void> {
  await fetch(faults(), { method: 'DELETE' });
}
