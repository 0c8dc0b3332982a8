import { isRecord } from '../policy/condition.ts';
import type { AccountStore } from '../state/account-store.ts';

/** The first principal of a policy that does not exist. */
export class UnknownPrincipal extends Error {
  readonly principal: string;
  constructor(principal: string) {
    super(`Invalid principal in policy: "AWS":"${principal}"`);
    this.principal = principal;
  }
}

/**
 * The policy as AWS stores it: the ARN of each user and role is replaced by its unique id. A principal that is deleted
 * and created again has another id, so the policy no longer names it.
 *
 * @param text  a policy that has been parsed
 * @throws UnknownPrincipal
 */
export function withUniqueIds(accounts: AccountStore, text: string): string {
  return mapPrincipals(text, (principal) => {
    if (principal === '*') return principal;
    const account = /^(?:arn:aws:iam::(\d{12}):root|(\d{12}))$/.exec(principal);
    if (account !== null) {
      const accountId = (account[1] ?? account[2]) as string;
      if (accounts.get(accountId) === undefined) throw new UnknownPrincipal(principal);
      return `arn:aws:iam::${accountId}:root`;
    }
    const session = /^arn:aws:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+$/.exec(principal);
    if (session !== null && accounts.get(session[1]!)?.roles.has(session[2]!)) return principal;
    const identity = accounts.identityByArn(principal);
    if (identity === undefined) throw new UnknownPrincipal(principal);
    return identity.kind === 'role' ? identity.role.id : identity.user.id;
  });
}

/** The policy as AWS shows it: ids of existing principals become ARNs, ids of deleted ones stay. */
export function withArns(accounts: AccountStore, text: string): string {
  return mapPrincipals(text, (principal) => {
    const identity = accounts.identity(principal);
    if (identity === undefined) return principal;
    return identity.kind === 'role' ? identity.role.arn : identity.user.arn;
  });
}

function mapPrincipals(text: string, map: (principal: string) => string): string {
  const document = JSON.parse(text) as { Statement: unknown };
  let changed = false;
  const mapOne = (value: unknown): unknown => {
    const mapped = typeof value === 'string' ? map(value) : value;
    changed ||= mapped !== value;
    return mapped;
  };
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  for (const statement of statements as Record<string, unknown>[]) {
    for (const name of ['Principal', 'NotPrincipal']) {
      const element = statement[name];
      if (!isRecord(element) || element.AWS === undefined) continue;
      element.AWS = Array.isArray(element.AWS) ? element.AWS.map(mapOne) : mapOne(element.AWS);
    }
  }
  return changed ? JSON.stringify(document) : text;
}
