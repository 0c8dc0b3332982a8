import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessKey, Account, Role, User } from './account.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** Default limit of roles in an account. @see IAM User Guide, "IAM and AWS STS quotas" */
const DEFAULT_ROLE_LIMIT = 1000;

/** A user or a role, with its account. */
export type Identity = { account: Account; kind: 'user'; user: User } | { account: Account; kind: 'role'; role: Role };

/** The accounts of the sandbox, one JSON file each, with indexes for every request. */
export class AccountStore {
  readonly #directory: string;
  readonly #accounts = new Map<string, Account>();
  #accessKeys = new Map<string, { account: Account; user: User; key: AccessKey }>();
  #identities = new Map<string, Identity>();

  constructor(directory: string) {
    this.#directory = directory;
    const files = readdirSync(directory).filter((file) => /^\d{12}\.json$/.test(file));
    for (const file of files) {
      const account = readJsonFile<Account>(join(directory, file));
      if (account !== undefined) this.#accounts.set(account.accountId, account);
    }
    this.#index();
  }

  get(accountId: string): Account | undefined {
    return this.#accounts.get(accountId);
  }

  all(): Account[] {
    return [...this.#accounts.values()];
  }

  /** The account with that id; created empty when it does not exist. */
  ensure(accountId: string, alias: string): Account {
    const known = this.#accounts.get(accountId);
    if (known !== undefined) return known;
    const account: Account = {
      accountId,
      alias,
      users: new Map(),
      roles: new Map(),
      policies: new Map(),
      keys: new Map(),
      disabledStsRegions: [],
      enabledOptInRegions: [],
      roleLimit: DEFAULT_ROLE_LIMIT,
    };
    this.#accounts.set(accountId, account);
    this.save(account);
    return account;
  }

  /** Writes a changed account to disk and updates the indexes; call it after every change, before the answer. */
  save(account: Account): void {
    writeJsonFile(join(this.#directory, `${account.accountId}.json`), account);
    this.#index();
  }

  accessKey(accessKeyId: string): { account: Account; user: User; key: AccessKey } | undefined {
    return this.#accessKeys.get(accessKeyId);
  }

  /** By unique id (AIDA…, AROA…). */
  identity(id: string): Identity | undefined {
    return this.#identities.get(id);
  }

  /** By its current ARN. */
  identityByArn(arn: string): Identity | undefined {
    const [, accountId = '', kind, path = ''] = /^arn:aws:iam::(\d{12}):(user|role)\/(.+)$/.exec(arn) ?? [];
    const account = this.#accounts.get(accountId);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const role = kind === 'role' ? account?.roles.get(name) : undefined;
    const user = kind === 'user' ? account?.users.get(name) : undefined;
    if (account !== undefined && role?.arn === arn) return { account, kind: 'role', role };
    return account !== undefined && user?.arn === arn ? { account, kind: 'user', user } : undefined;
  }

  #index(): void {
    this.#accessKeys = new Map();
    this.#identities = new Map();
    for (const account of this.#accounts.values()) {
      for (const role of account.roles.values()) this.#identities.set(role.id, { account, kind: 'role', role });
      for (const user of account.users.values()) {
        this.#identities.set(user.id, { account, kind: 'user', user });
        for (const key of user.accessKeys) this.#accessKeys.set(key.id, { account, user, key });
      }
    }
  }
}
