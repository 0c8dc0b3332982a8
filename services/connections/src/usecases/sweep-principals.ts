import type { ConnectionStore, Principals } from '../domain/ports.ts';

interface SweepParts {
  connections: Pick<ConnectionStore, 'leftoverPrincipals' | 'deletePending' | 'markPrincipalRemoved'>;
  principals: Principals;
}

const AT_ONCE = 20;

/** Deletes principals that a crash or an outage of IAM left behind. @returns the number deleted */
export async function sweepPrincipals({ connections, principals }: SweepParts): Promise<number> {
  const leftovers = await connections.leftoverPrincipals(AT_ONCE);
  for (const { id, principalArn, isPending } of leftovers) {
    if (principals.isOwn(id, principalArn)) await principals.remove(id);
    if (isPending) await connections.deletePending(id);
    else await connections.markPrincipalRemoved(id);
  }
  return leftovers.length;
}
