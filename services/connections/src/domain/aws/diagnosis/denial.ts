/** The kinds of policy that AWS names in a refusal, in AWS's words. */
const KINDS = {
  'identity-based policy': 'IDENTITY',
  'resource-based policy': 'RESOURCE',
  'permissions boundary': 'BOUNDARY',
  'service control policy': 'SERVICE_CONTROL',
  'resource control policy': 'RESOURCE_CONTROL',
  'session policy': 'SESSION',
  'vpc endpoint policy': 'VPC_ENDPOINT',
} as const;

export type PolicyKind = (typeof KINDS)[keyof typeof KINDS];

/** The policy that refused a request, as far as AWS names it. */
export interface Denial {
  readonly by: PolicyKind;
  /** A statement with "Effect": "Deny"; false: nothing allows it. */
  readonly isExplicit: boolean;
  /** The action's IAM name: s3:GetObject, kms:Decrypt. */
  readonly action: string;
  /** The policy's ARN, when AWS names it. */
  readonly policyArn?: string;
}

const REASON = new RegExp(
  `(explicit deny in|because no) (?:an? |the )?(${Object.keys(KINDS).join('|')})` +
    '(?: allows the \\S+ action)?(?:: (arn:[^\\s,]+))?',
  'gi',
);

/**
 * Reads the reason out of AWS's sentence: "… is not authorized to perform: s3:GetObject on resource: … with an explicit
 * deny in a resource-based policy", "… because no identity-based policy allows the s3:GetObject action". S3 gives one
 * only inside an account or an organization. The last match counts: a key before it may hold any words.
 *
 * @param action  the requested action; the sentence may name another, such as kms:Decrypt
 * @see IAM User Guide, "Troubleshoot access denied error messages"
 */
export function readDenial(message: string, action: string): Denial | undefined {
  const found = [...message.matchAll(REASON)].at(-1);
  if (!found) return undefined;
  const [, how, kind, policyArn] = found;
  const named = /is not authorized to perform: ([\w-]+:\w+) /.exec(message)?.[1];
  return {
    by: KINDS[kind!.toLowerCase() as keyof typeof KINDS],
    isExplicit: how!.toLowerCase() !== 'because no',
    action: named ?? action,
    ...(policyArn && { policyArn }),
  };
}

/** Policies of our own account between us and the bucket. The customer cannot fix their refusals. */
export function isOurs({ by }: Denial): boolean {
  return by === 'SESSION' || by === 'VPC_ENDPOINT';
}
