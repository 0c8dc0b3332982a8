import type { Delayed } from './delayed.ts';

/** An AWS account: identities, managed policies, KMS keys, and enabled and disabled regions. */
export interface Account {
  accountId: string;
  alias: string;
  users: Map<string, User>;
  roles: Map<string, Role>;
  /** Customer managed policies by ARN. */
  policies: Map<string, ManagedPolicy>;
  /** KMS keys by ARN. */
  keys: Map<string, KmsKey>;
  /** Regions whose STS endpoint the account has disabled. */
  disabledStsRegions: string[];
  /** Opt-in regions that the account has enabled. */
  enabledOptInRegions: string[];
  roleLimit: number;
  /** JSON texts of the organization's service control policies. */
  serviceControlPolicies?: string[];
}

/** The policies of a user or role: inline ones by name, attached ones by ARN. */
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
  /** The managed policy that is the role's permissions boundary; null: it was removed. */
  boundaryArn?: Delayed<string | null>;
  /** JSON text with unique ids instead of the ARNs of users and roles, as IAM stores it. */
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
  /** The text of the default version, as authorization sees it. */
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
