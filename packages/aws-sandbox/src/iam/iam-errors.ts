import { AwsError } from '../http/aws-error.ts';
import { constraint } from '../http/query-api.ts';
import { parsePolicy } from '../policy/document.ts';
import { PolicySyntaxError } from '../policy/syntax-error.ts';
import type { AccountStore } from '../state/account-store.ts';
import { UnknownPrincipal, withUniqueIds } from './stored-principals.ts';

export function noSuchEntity(message: string): AwsError {
  return new AwsError(404, 'NoSuchEntity', message);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError(409, 'EntityAlreadyExists', message);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError(409, 'DeleteConflict', message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError(409, 'LimitExceeded', message);
}

/**
 * Returns a name that IAM accepts.
 *
 * @throws AwsError ValidationError
 */
export function validName(name: string, argument: string, longest: number): string {
  if (name.length < 1) throw constraint(name, argument, 'Member must have length greater than or equal to 1');
  if (name.length > longest)
    throw constraint(name, argument, `Member must have length less than or equal to ${longest}`);
  if (!/^[\w+=,.@-]+$/.test(name)) {
    const message =
      `The specified value for ${argument.charAt(0).toLowerCase()}${argument.slice(1)} is invalid. It must ` +
      'contain only alphanumeric characters and/or the following: +=,.@_-';
    throw new AwsError(400, 'ValidationError', message);
  }
  return name;
}

export function validPath(path: string): string {
  if (/^\/([\x21-\x7e]*\/)?$/.test(path)) return path;
  throw new AwsError(
    400,
    'ValidationError',
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric ' +
      'characters and/or / characters.',
  );
}

/**
 * Returns a permission policy that IAM stores.
 *
 * @throws AwsError MalformedPolicyDocument; LimitExceeded; ValidationError for characters beyond Latin-1, which IAM
 *   accepts only as `\u` escapes
 */
export function validIdentityPolicy(text: string, limit: { characters: number; name: string }): string {
  refuseCharacters(text);
  asMalformed(() => parsePolicy(text, 'identity'));
  if (text.replace(/\s/g, '').length > limit.characters) {
    throw limitExceeded(`Maximum policy size of ${limit.characters} bytes exceeded for ${limit.name}`);
  }
  return text;
}

/** Returns a trust policy as IAM stores it, with its principals as unique ids. */
export function validTrustPolicy(accounts: AccountStore, text: string): string {
  refuseCharacters(text);
  asMalformed(() => parsePolicy(text, 'trust'));
  const stored = asMalformed(() => withUniqueIds(accounts, text));
  if (text.replace(/\s/g, '').length > 4096) throw limitExceeded('Cannot exceed quota for ACLSizePerRole: 4096');
  return stored;
}

function refuseCharacters(text: string): void {
  if (/^[\t\n\r\u0020-\u00ff]+$/.test(text)) return;
  throw constraint(
    text,
    'policyDocument',
    'Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
  );
}

function asMalformed<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof PolicySyntaxError || error instanceof UnknownPrincipal) {
      throw new AwsError(400, 'MalformedPolicyDocument', error.message, { cause: error });
    }
    throw error;
  }
}
