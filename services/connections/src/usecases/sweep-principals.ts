import type { Principals } from './principals.ts';

export interface SweepParts {
  connections: {
    leftoverPrincipals(limit: number): Promise<{ id: string; principalArn: string; isPending: boolean }[]>;
    deletePending(id: string): Promise<void>;
    markPrincipalRemoved(id: string): Promise<void>;
  };
  principals: Principals;
}

const AT_ONCE = 20;

/** Unmakes principals that a crash or an outage of IAM left behind. @returns how many */
export async function sweepPrincipals({ connections, principals }: SweepParts): Promise<number> {
  const leftovers = await connections.leftoverPrincipals(AT_ONCE);
  for (const { id, principalArn, isPending } of leftovers) {
    if (principals.isOwn(id, principalArn)) await principals.remove(id);
    if (isPending) await connections.deletePending(id);
    else await connections.markPrincipalRemoved(id);
  }
  return leftovers.length;
}
