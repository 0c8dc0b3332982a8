import type { Connection } from '../../connection.ts';
import { leftInAccount } from './left-in-account.ts';

/** REMOVED: gone from IAM. SHARED: other connections need it. LATER: IAM did not answer; the sweep tries again. */
export type PrincipalFate = 'REMOVED' | 'SHARED' | 'LATER';

export interface RemovedConnection {
  /** The connection before its removal, with its role. */
  readonly connection: Connection;
  readonly principal: PrincipalFate;
  /** The remaining connections of the organization, newest first. */
  readonly others: readonly Connection[];
}

/** What happened to the principal, and what the customer may now delete in AWS. */
export function removalMessage({ principal, connection, others }: RemovedConnection, consoleOrigin: string): string {
  const { principalArn } = connection;
  const yours = leftInAccount(connection, others, consoleOrigin);
  switch (principal) {
    case 'REMOVED':
      return (
        `The connection was removed, and its principal ${principalArn} with it: no other trust policy needs ` +
        `it. ${yours}`
      );
    case 'SHARED':
      return (
        `The connection was removed. The principal ${principalArn} stays, since other connections need it. ` +
        `${yours}`
      );
    case 'LATER':
      return (
        `The connection was removed. Its principal ${principalArn} is deleted as soon as AWS lets us; ` +
        `nothing can use it. ${yours}`
      );
  }
}
