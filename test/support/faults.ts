import { endpoints } from './system.ts';

/** A fault of the sandbox: the requests that it affects, and the answer that these receive. */
interface Fault {
  match: { bucket: string; operation: string; key?: string };
  effect: { kind: 'internal-error' | 'hang' | 'reset-in-body' };
}

const faults = () => `${endpoints().awsEndpointUrl}/_sandbox/faults`;

/** The faults of one bucket. Tests that run at the same time have buckets of their own. */
export function faultsOf(bucket: string) {
  const ids: string[] = [];
  return {
    async fail(effect: Fault['effect']['kind'], key?: string): Promise<void> {
      const fault: Fault = { match: { bucket, operation: 'GetObject', ...(key && { key }) }, effect: { kind: effect } };
      const answer = await fetch(faults(), { method: 'POST', body: JSON.stringify(fault) });
      if (!answer.ok) throw new Error(`the sandbox answers ${answer.status}: ${await answer.text()}`);
      ids.push(((await answer.json()) as { id: string }).id);
    },
    async clear(): Promise<void> {
      for (const id of ids.splice(0)) await fetch(`${faults()}?id=${id}`, { method: 'DELETE' });
    },
  };
}
