import type { Delayed } from './delayed.ts';

/** One AWS account: its identities, its managed policies, its keys and the regions it has switched on or off. */
export interface Account {
  accountId: string;
  alias: string;
  users: Map<string, User>;
  roles: Map<string, Role>;
  /** Customer managed policies by ARN. */
  policies: Map<string, ManagedPolicy>;
  /** KMS keys by ARN. */
  keys: Map<string, KmsKey>;
  /** Regions whose STS endpoint the account's administrator switched off. */
  disabledStsRegions: string[];
  /** Opt-in regions that the account has switched on. */
  enabledOptInRegions: string[];
  roleLimit: number;
  /** JSON texts of what the organization lets the account do at most. */
  serviceControlPolicies?: string[];
}

/** What users and roles have in common: policies by name, attached policies by ARN. */
export interface Grants {
  inlinePolicies: Delayed<Record<string, string>>;
  attachedPolicyArns: Delayed<string[]>;
}

export interface User extends Grants {
  name: string;
  path: string;
  arn: string;
  id: string;
  createdAt: string;
  tags: Record<string, string>;
  accessKeys: AccessKey[];
}

export interface AccessKey {
  id: string;
  secret: string;
  status: 'Active' | 'Inactive';
  createdAt: string;
}

export interface Role extends Grants {
  name: string;
  path: string;
  arn: string;
  id: string;
  createdAt: string;
  description: string;
  maxSessionSeconds: number;
  tags: Record<string, string>;
  /** The managed policy that is the role's permissions boundary; null: it was taken away. */
  boundaryArn?: Delayed<string | null>;
  /** JSON text in which the ARN of each user and role is replaced by its unique id, as IAM stores it. */
  trustPolicy: Delayed<string>;
}

export interface ManagedPolicy {
  name: string;
  path: string;
  arn: string;
  id: string;
  createdAt: string;
  updatedAt: string;
  description: string;
  versions: { id: string; text: string; createdAt: string }[];
  defaultVersionId: string;
  /** The text of the default version, as the judging of requests sees it. */
  text: Delayed<string>;
}

export interface KmsKey {
  arn: string;
  region: string;
  enabled: boolean;
  /** JSON text, principals by unique id. */
  policy: string;
  grants: { principalId: string; operations: string[] }[];
}
