import type { Counters } from '../faults/counters.ts';
import type { Faults } from '../faults/faults.ts';
import { UnknownPrincipal } from '../iam/stored-principals.ts';
import { aUser } from '../iam/users.ts';
import { createKey, findKey, storedKeyPolicy } from '../kms/keys.ts';
import { parsePolicy } from '../policy/document.ts';
import type { BucketStore } from '../s3/storage/bucket-store.ts';
import type { Account, KmsKey } from '../state/account.ts';
import type { SandboxState, Settings } from '../state/settings.ts';
import { type ObjectSettings, withSettings } from './object-settings.ts';

/** An account with an administrator; created when it does not exist. */
export interface SandboxAccount {
  accountId: string;
  alias: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface AccountSettings {
  accountId: string;
  disabledStsRegions?: string[];
  enabledOptInRegions?: string[];
  /** How many roles the account may hold. */
  roleLimit?: number;
  /** JSON texts; an empty list takes the account out of its organization. */
  serviceControlPolicies?: string[];
}

export interface BucketSettings {
  bucket: string;
  requesterPays?: boolean;
  /** Listings without EncodingType, keys as plain XML. */
  omitsEncodingType?: boolean;
}

const ADMINISTRATOR = 'administrator';

/** The settings of the sandbox that AWS's own APIs do not offer. */
export class Administration {
  readonly faults: Faults;
  readonly counters: Counters;
  readonly #state: SandboxState;
  readonly #buckets: BucketStore;

  constructor(state: SandboxState, buckets: BucketStore, faults: Faults, counters: Counters) {
    this.#state = state;
    this.#buckets = buckets;
    this.faults = faults;
    this.counters = counters;
  }

  settings(): Settings {
    return { ...this.#state.settings };
  }

  /** @throws TypeError for an unknown setting or a value that is no number from 0 */
  changeSettings(changes: Partial<Settings>): Settings {
    for (const [name, value] of Object.entries(changes)) {
      if (!(name in this.#state.settings)) throw new TypeError(`There is no setting ${name}`);
      if (typeof value !== 'number' || value < 0) throw new TypeError(`${name} must be a number from 0`);
    }
    Object.assign(this.#state.settings, changes);
    this.#state.saveSettings();
    return this.settings();
  }

  addAccount({ accountId, alias, accessKeyId, secretAccessKey }: SandboxAccount): void {
    if (!/^\d{12}$/.test(accountId)) throw new TypeError('accountId must be twelve digits');
    if (!accessKeyId || !secretAccessKey) throw new TypeError('accessKeyId and secretAccessKey must be given');
    const { accounts, clock } = this.#state;
    const known = accounts.accessKey(accessKeyId);
    if (known !== undefined && known.account.accountId !== accountId) {
      throw new TypeError(`access key ${accessKeyId} belongs to account ${known.account.accountId}`);
    }
    const account = accounts.ensure(accountId, alias);
    const createdAt = clock();
    const user = account.users.get(ADMINISTRATOR) ?? aUser(account, ADMINISTRATOR, '/', createdAt.getTime());
    user.attachedPolicyArns.value = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    user.accessKeys = [
      ...user.accessKeys.filter(({ id }) => id !== accessKeyId),
      { id: accessKeyId, secret: secretAccessKey, status: 'Active', createdAt: createdAt.toISOString() },
    ];
    account.users.set(ADMINISTRATOR, user);
    account.alias = alias;
    accounts.save(account);
  }

  changeAccount({ accountId, ...changes }: AccountSettings): void {
    const account = this.#account(accountId);
    account.disabledStsRegions = changes.disabledStsRegions ?? account.disabledStsRegions;
    account.enabledOptInRegions = changes.enabledOptInRegions ?? account.enabledOptInRegions;
    account.roleLimit = changes.roleLimit ?? account.roleLimit;
    for (const text of changes.serviceControlPolicies ?? []) parsePolicy(text, 'identity');
    account.serviceControlPolicies = changes.serviceControlPolicies ?? account.serviceControlPolicies ?? [];
    this.#state.accounts.save(account);
  }

  /** Makes a customer key. @param asked.policy  JSON text; absent: the account's own policies decide */
  createKey(asked: { accountId: string; region: string; policy?: string }): { arn: string } {
    return { arn: createKey(this.#state.accounts, asked).arn };
  }

  changeKey({ keyArn, ...changes }: { keyArn: string; enabled?: boolean; policy?: string }): void {
    const key = this.#key(keyArn);
    if (changes.policy !== undefined) key.policy = storedKeyPolicy(this.#state.accounts, changes.policy);
    key.enabled = changes.enabled ?? key.enabled;
    this.#saveKey(keyArn);
  }

  /**
   * Allows a role or user to use a key without a policy.
   *
   * @param grant.operations  `Decrypt`, `GenerateDataKey`
   */
  grantKey(grant: { keyArn: string; granteePrincipal: string; operations: string[] }): void {
    const identity = this.#state.accounts.identityByArn(grant.granteePrincipal);
    if (identity === undefined) throw new UnknownPrincipal(grant.granteePrincipal);
    const principalId = identity.kind === 'role' ? identity.role.id : identity.user.id;
    this.#key(grant.keyArn).grants.push({ principalId, operations: grant.operations });
    this.#saveKey(grant.keyArn);
  }

  changeBucket({ bucket: name, ...changes }: BucketSettings): void {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new TypeError(`There is no bucket ${name}`);
    const { configuration } = bucket;
    configuration.requesterPays = changes.requesterPays ?? configuration.requesterPays ?? false;
    configuration.omitsEncodingType = changes.omitsEncodingType ?? configuration.omitsEncodingType ?? false;
    bucket.saveConfiguration();
  }

  /** Changes the metadata of an object, also of one that was copied into the folder. */
  changeObject(settings: ObjectSettings): void {
    const bucket = this.#buckets.get(settings.bucket);
    const object = bucket?.find(settings.key);
    if (bucket === undefined || object === undefined) {
      throw new TypeError(`There is no object ${settings.bucket}/${settings.key}`);
    }
    bucket.metadata.set(settings.key, withSettings(object.metadata, settings));
  }

  #account(accountId: string): Account {
    const account = this.#state.accounts.get(accountId);
    if (account === undefined) throw new TypeError(`There is no account ${accountId}`);
    return account;
  }

  #key(keyArn: string): KmsKey {
    const key = findKey(this.#state.accounts, keyArn);
    if (key === undefined) throw new TypeError(`There is no key ${keyArn}`);
    return key;
  }

  #saveKey(keyArn: string): void {
    this.#state.accounts.save(this.#account(keyArn.split(':')[4] ?? ''));
  }
}
