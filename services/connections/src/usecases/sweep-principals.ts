import type { LeftoverPrincipal } from '../domain/connection.ts';
import type { ConnectionStore, Principals } from '../domain/ports.ts';

interface SweepParts {
  connections: Pick<ConnectionStore, 'leftoverPrincipals' | 'deletePending' | 'markPrincipalRemoved'>;
  principals: Principals;
  onPrincipalLeft: (error: unknown, connectionId: string) => void;
}

const AT_ONCE = 20;

/** Deletes principals that a crash or an outage of IAM left behind. One that IAM does not delete is tried again. */
export async function sweepPrincipals(parts: SweepParts): Promise<void> {
  for (const leftover of await parts.connections.leftoverPrincipals(AT_ONCE)) {
    await sweep(parts, leftover).catch((error: unknown) => parts.onPrincipalLeft(error, leftover.id));
  }
}

async function sweep({ connections, principals }: SweepParts, leftover: LeftoverPrincipal): Promise<void> {
  const { id, principalArn, isPending } = leftover;
  if (principals.isOwn(id, principalArn)) await principals.remove(id);
  if (isPending) await connections.deletePending(id);
  else await connections.markPrincipalRemoved(id);
}
