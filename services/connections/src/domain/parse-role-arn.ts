import { invalid, type Problem } from './problem.ts';

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
/** 2,048 characters by IAM's reference, and blanks around them. */
const LONGEST_ARN = 4_096;
const WHERE = 'Copy it from the IAM console: Roles, your role, the field ARN in the Summary.';

/**
 * The ARN of a role in the customer's account, or what was pasted in its place. Blanks and line ends are cut off, also
 * within, where a line break of an e-mail puts them; quotes around it too. Case is kept: role names have it.
 *
 * @param platformAccountId  our own account: its roles are not for customers to offer
 */
export function parseRoleArn(typed: string, platformAccountId: string): { roleArn: string } | Problem {
  if (typed.length > LONGEST_ARN) return invalid('roleArn', `This is too long for the ARN of a role. ${WHERE}`);
  const text = typed.replace(/[\s\u200b\u200e\u200f\u2060\ufeff]+/g, '').replace(/^["'`<]+|["'`>,;]+$/g, '');
  const account = ROLE_ARN.exec(text)?.[1];
  if (account === platformAccountId) {
    return invalid(
      'roleArn',
      `This role is in our account (${account}), not in yours. Enter the role that you made. ${WHERE}`,
    );
  }
  if (account) return { roleArn: text };
  return invalid('roleArn', `${whatElse(text)} ${WHERE}`);
}

function whatElse(text: string): string {
  if (text === '') return 'Enter the ARN of the role that you made.';
  const [arn, partition = '', service = '', , account = '', ...rest] = text.split(':');
  const resource = rest.join(':');
  if (arn?.toLowerCase() !== 'arn') {
    if (/^\d{12}$/.test(text)) return 'This is an account ID, not the ARN of a role.';
    if (/^(AKIA|ASIA)[A-Z0-9]{12,}$/.test(text)) {
      return 'This is an access key ID. We never need your keys; deactivate it if it was shared by mistake. The ARN of a role is needed.';
    }
    if (/^https?:/i.test(text)) return 'This is a web address, not the ARN of a role.';
    if (/^[\w+=,.@-]{1,64}$/.test(text))
      return `This is a name only. The ARN looks like arn:aws:iam::123456789012:role/${text}.`;
    return 'This is not the ARN of a role; one looks like arn:aws:iam::123456789012:role/bucket-sync.';
  }
  if (partition !== 'aws') {
    return (
      `This ARN is of the partition ${JSON.stringify(partition)}. Accounts of AWS China and AWS GovCloud (US) cannot trust a principal ` +
      'of a standard account, so their roles cannot be used.'
    );
  }
  if (service === 's3') return 'This is the ARN of a bucket, not of a role.';
  if (service === 'sts') {
    const role = /^assumed-role\/([^/]+)/.exec(resource)?.[1];
    const hint = role ? ` The role behind it is probably arn:aws:iam::${account}:role/${role}.` : '';
    return `This is the ARN of a session, not of a role.${hint}`;
  }
  if (service !== 'iam') return `This is the ARN of something in ${service || 'another service'}, not of an IAM role.`;
  if (resource.startsWith('user/'))
    return 'This is the ARN of a user, not of a role. We assume a role and never act as a user.';
  if (resource.startsWith('policy/'))
    return 'This is the ARN of a policy, not of a role. The policy belongs on the role; the ARN of the role is needed.';
  if (resource.startsWith('group/')) return 'This is the ARN of a group, not of a role.';
  if (resource.startsWith('instance-profile/')) return 'This is the ARN of an instance profile, not of a role.';
  if (resource.startsWith('oidc-provider/') || resource.startsWith('saml-provider/')) {
    return 'This is the ARN of an identity provider, not of a role.';
  }
  if (resource === 'root') return 'This is the ARN of the account itself, not of a role.';
  if (!/^\d{12}$/.test(account))
    return `The account ID in this ARN (${JSON.stringify(account)}) does not have 12 digits.`;
  return 'This is not a well-formed role ARN; one looks like arn:aws:iam::123456789012:role/bucket-sync.';
}
