import { randomUUID } from 'node:crypto';
import { UnknownPrincipal, withUniqueIds } from '../iam/stored-principals.ts';
import { parsePolicy } from '../policy/document.ts';
import type { KmsKey } from '../state/account.ts';
import type { AccountStore } from '../state/account-store.ts';

export function findKey(accounts: AccountStore, keyArn: string): KmsKey | undefined {
  return accounts.get(keyArn.split(':')[4] ?? '')?.keys.get(keyArn);
}

/** The key policy that the KMS console gives a new key: the account's policies decide. */
function defaultKeyPolicy(accountId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
}

/**
 * Makes a customer key.
 *
 * @param policy  JSON text of the key policy; absent: the default one, with which the account's policies decide
 * @throws PolicySyntaxError, UnknownPrincipal
 */
export function createKey(
  accounts: AccountStore,
  asked: { accountId: string; region: string; policy?: string | undefined },
): KmsKey {
  const account = accounts.get(asked.accountId);
  if (account === undefined) throw new UnknownPrincipal(asked.accountId);
  const key: KmsKey = {
    arn: `arn:aws:kms:${asked.region}:${asked.accountId}:key/${randomUUID()}`,
    region: asked.region,
    enabled: true,
    policy: storedKeyPolicy(accounts, asked.policy ?? defaultKeyPolicy(asked.accountId)),
    grants: [],
  };
  account.keys.set(key.arn, key);
  accounts.save(account);
  return key;
}

/** Returns a key policy as KMS stores it. @throws PolicySyntaxError, UnknownPrincipal */
export function storedKeyPolicy(accounts: AccountStore, text: string): string {
  parsePolicy(text, 'resource');
  return withUniqueIds(accounts, text);
}
