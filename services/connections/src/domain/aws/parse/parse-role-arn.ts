import { invalid, type Problem } from '@bucket-sync/shared/problem';
import { type OurSide, whatElse } from './not-a-role-arn.ts';
import { percentDecoded } from './percent-decoded.ts';

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/((?:[\w+=,.@-]+\/)*)[\w+=,.@-]{1,64}$/;
/** 2,048 characters by IAM's reference, and spaces around them. */
const LONGEST_ARN = 4_096;
const WHERE = 'Copy the ARN from the IAM console: Roles, your role, the field ARN in the Summary.';
const MAKE_ONE =
  'Make a role of its own for us: IAM console, Roles, Create role, Custom trust policy; paste the trust policy of ' +
  'this connection, and enter the ARN of that role here.';

/**
 * The ARN of a role in the customer's account, or what was pasted instead. Spaces and line breaks are removed, also
 * inside, where e-mails break lines. Quotes around the ARN and a label before it are removed too. The name keeps its
 * case, because role names are case-sensitive here.
 */
export function parseRoleArn(typed: string, ourSide: OurSide): { roleArn: string } | Problem {
  if (typed.length > LONGEST_ARN) return invalid('roleArn', `This is too long for the ARN of a role. ${WHERE}`);
  const text = bare(typed);
  const [, account, path = ''] = ROLE_ARN.exec(text) ?? [];
  if (!account) return invalid('roleArn', `${whatElse(text, ourSide)} ${WHERE}`);
  if (account === ourSide.platformAccountId) {
    return invalid(
      'roleArn',
      `This role is in our account (${account}), not in yours: it is the one that your trust policy names. Enter ` +
        `the role that you made. ${WHERE}`,
    );
  }
  const why = whyNeverAssumable(path);
  return why ? invalid('roleArn', `${why} ${MAKE_ONE}`) : { roleArn: text };
}

/** Removes what is copied with an ARN: `"Arn": "arn:aws:…",`, `role_arn = arn:aws:…`, `arn%3Aaws%3A…`. */
function bare(typed: string): string {
  const text = typed
    .replace(/[\s\u200b\u200e\u200f\u2060\ufeff]+/g, '')
    .replace(/^["'`“”‘’<{]*(?:role)?[-_]?arn["'`”’]?[:=](?=["'`“‘]?arn[:%])/i, '')
    .replace(/^["'`“”‘’<]+|["'`“”‘’>,;]+$/g, '');
  return (/^arn%3a/i.test(text) ? percentDecoded(text) : text).replace(/^arn:aws([a-z-]*):iam:/i, (start) =>
    start.toLowerCase(),
  );
}

/**
 * Roles whose trust policy only AWS can change. They can never trust our principal.
 *
 * @see IAM User Guide, "Create a service-linked role"; IAM Identity Center User Guide, "Referencing permission sets"
 */
function whyNeverAssumable(path: string): string | undefined {
  const [first, second] = path.split('/');
  if (first === 'aws-service-role') {
    const whose = second ? ` (${second})` : '';
    return (
      `This is a service-linked role: only the AWS service${whose} that it belongs to can assume it, and ` +
      'its trust policy cannot be changed.'
    );
  }
  if (first === 'aws-reserved') {
    return (
      'This is a role of IAM Identity Center (AWS SSO), with which people sign in: its trust policy cannot ' +
      'be changed, so it cannot let us in.'
    );
  }
  return undefined;
}
