import { percentDecoded } from './percent-decoded.ts';

/** The values near the role's ARN that a person may paste by mistake. */
export interface OurSide {
  /** Our own account. Customers cannot offer its roles. */
  readonly platformAccountId: string;
  readonly externalId?: string;
}

const EXAMPLE = 'arn:aws:iam::123456789012:role/bucket-sync';
const KEEP_KEYS = 'We never need your keys; deactivate it if it was shared by mistake. The ARN of a role is needed.';

/**
 * A sentence that names what was pasted instead of a role's ARN, with the probable ARN when it can be derived.
 */
export function whatElse(text: string, { platformAccountId, externalId }: OurSide): string {
  if (text === '') return 'Enter the ARN of the role that you made.';
  if (text === externalId) {
    return (
      'This is the external ID, which belongs in the trust policy of your role. The ARN of that role is ' +
      'needed here.'
    );
  }
  if (/^arn:/i.test(text)) return whichArn(text, platformAccountId);
  const within = /arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+/.exec(text)?.[0];
  if (within) return `There is more here than the ARN of a role. You probably mean ${within}.`;
  if (/^https?:/i.test(text)) return whichAddress(text);
  if (/^s3[an]?:\/\//i.test(text)) return 'This is the URI of a bucket, not the ARN of a role.';
  if (/^[{[]/.test(text))
    return 'This is the text of a policy, not the ARN of a role. Paste the text in AWS, and the ARN here.';
  if (/^\d{4}-?\d{4}-?\d{4}$/.test(text)) return 'This is an account ID, not the ARN of a role.';
  if (/^(AKIA|ASIA)[A-Z0-9]{12,}$/.test(text)) return `This is an access key ID. ${KEEP_KEYS}`;
  if (isSecretKey(text)) return `This looks like a secret access key. ${KEEP_KEYS}`;
  const rest = /^(?:(?:aws:)?iam:|:*)(?::*)(\d{12}):(role\/.+)$/.exec(text);
  if (rest) return `The beginning is missing. You probably mean arn:aws:iam::${rest[1]}:${rest[2]}.`;
  const name = /^(?:role\/)?([\w+=,.@-]{1,64})$/.exec(text)?.[1];
  if (name) {
    const arn = `arn:aws:iam::123456789012:role/${name}`;
    return `This is a name only. The ARN looks like ${arn}, with the ID of your account.`;
  }
  return `This is not the ARN of a role; one looks like ${EXAMPLE}.`;
}

/** Forty characters of Base64. A name with all three kinds of characters and no hyphen is hardly that long. */
function isSecretKey(text: string): boolean {
  return /^[A-Za-z0-9/+]{40}$/.test(text) && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(text));
}

function whichArn(text: string, platformAccountId: string): string {
  const [, partition = '', service = '', region = '', account = '', ...rest] = text.split(':');
  const resource = rest.join(':');
  if (/^aws-/.test(partition)) {
    return (
      `This ARN is of the partition ${JSON.stringify(partition)}. Accounts outside of the standard partition (AWS ` +
      'China, AWS GovCloud (US) and the like) cannot trust a principal of a standard account, so their roles cannot ' +
      'be used.'
    );
  }
  if (partition !== 'aws')
    return `The ARN of a role begins with arn:aws:iam::, this one with arn:${partition}:${service}.`;
  if (service === 's3') return 'This is the ARN of a bucket, not of a role.';
  if (service === 'sts') return whichSession(resource, account, platformAccountId);
  if (service !== 'iam') return `This is the ARN of something in ${service || 'another service'}, not of an IAM role.`;
  if (resource === 'root') return 'This is the ARN of the account itself, not of a role.';
  const kind = resource.split('/')[0] ?? '';
  const other = OTHER_KINDS[kind];
  if (other) return `This is the ARN of ${other}`;
  if (!/^\d{12}$/.test(account)) {
    return `The account ID in this ARN (${JSON.stringify(account)}) does not have 12 digits.`;
  }
  if (kind !== 'role') return `This is not a well-formed role ARN; one looks like ${EXAMPLE}.`;
  if (region) return `The ARN of a role names no region. You probably mean arn:aws:iam::${account}:${resource}.`;
  const odd = [...resource].find((character) => !/[\w+=,.@/-]/.test(character));
  if (odd) return `No role ARN holds the character ${JSON.stringify(odd)}. Copy it again, letter by letter.`;
  return `This is not a well-formed role ARN; one looks like ${EXAMPLE}.`;
}

const OTHER_KINDS: Readonly<Record<string, string>> = {
  user: 'a user, not of a role. We assume a role and never act as a user.',
  policy: 'a policy, not of a role. The policy belongs on the role; the ARN of the role is needed.',
  group: 'a group, not of a role.',
  'instance-profile':
    'an instance profile, not of a role: EC2 needs that one. The ARN of the role stands on the same page.',
  'oidc-provider': 'an identity provider, not of a role.',
  'saml-provider': 'an identity provider, not of a role.',
  mfa: 'an MFA device, not of a role.',
  'server-certificate': 'a certificate, not of a role.',
};

/** A session's ARN lacks the path of its role. The derived ARN without a path is therefore only probable. */
function whichSession(resource: string, account: string, platformAccountId: string): string {
  const role = /^assumed-role\/([^/]+)/.exec(resource)?.[1];
  if (!role) return 'This is the ARN of a sign-in session, not of a role.';
  if (account === platformAccountId) return 'This is the ARN of a session of ours, not of a role of yours.';
  if (role.startsWith('AWSReservedSSO_')) {
    return (
      'This is the ARN of your own sign-in session by IAM Identity Center, not of a role that could let us ' +
      'in. Enter the role that you made for us.'
    );
  }
  return (
    'This is the ARN of a session, not of a role. The role behind it is probably ' +
    `arn:aws:iam::${account}:role/${role}.`
  );
}

/** Pages of the AWS console, and the link to switch roles beside the ARN in a role's Summary. */
function whichAddress(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'This is a web address, not the ARN of a role.';
  }
  const { hostname, hash, searchParams, pathname } = url;
  if (!/(^|\.)(aws\.amazon\.com|amazonaws\.com)$/.test(hostname))
    return 'This is a web address, not the ARN of a role.';
  if (pathname.startsWith('/switchrole')) {
    return (
      'This is the link to switch roles in the console, not the ARN of the ' +
      `role.${meant(searchParams.get('account'), searchParams.get('roleName'))}`
    );
  }
  const role = /^#\/?roles\/(?:details\/)?([^/?]+)/.exec(hash)?.[1];
  if (!role) return 'This is the address of a page of the AWS console, not the ARN of a role.';
  // With several signed-in accounts the address begins with the account: 111122223333-abcdef.us-east-1.console…
  const account = /^(\d{12})-/.exec(hostname)?.[1] ?? null;
  return `This is the address of the role's page in the console, not its ARN.${meant(account, percentDecoded(role))}`;
}

function meant(account: string | null, role: string | null): string {
  if (!role || !/^[\w+=,.@-]{1,64}$/.test(role)) return '';
  if (account && /^\d{12}$/.test(account)) return ` The ARN is probably arn:aws:iam::${account}:role/${role}.`;
  return ` The role is ${role}.`;
}
