import { deflateRawSync } from 'node:zlib';
import { conditionKeys } from '../callers/condition-keys.ts';
import type { QueryCall } from '../callers/query-call.ts';
import type { SessionTokens } from '../callers/session-token.ts';
import { AwsError, validationError } from '../http/aws-error.ts';
import { constraint } from '../http/query-api.ts';
import { element, textElement } from '../http/xml.ts';
import { authorize } from '../policy/authorize.ts';
import { parsePolicy } from '../policy/document.ts';
import { compiledPolicy } from '../policy/policy-cache.ts';
import { PolicySyntaxError } from '../policy/syntax-error.ts';
import type { Account, Role } from '../state/account.ts';
import { effective } from '../state/delayed.ts';
import { OPT_IN_REGIONS } from '../state/regions.ts';
import type { SandboxState } from '../state/settings.ts';
import { secretKey, uniqueId } from '../state/unique-id.ts';

/** The longest session that an assumed role can get for another role. @see IAM User Guide, "Role chaining" */
const CHAINED_SECONDS = 3600;
const MAX_POLICY_CHARACTERS = 2048;

/**
 * Gives the caller a session of a role, when the caller's policies and the role's trust policy allow it.
 *
 * @throws AwsError AccessDenied in the same words for a missing role, a role that does not trust the caller, and a
 *         wrong external id: AWS does not say which
 */
export function assumeRole(call: QueryCall, state: SandboxState, tokens: SessionTokens): string {
  const { form, caller, request } = call;
  form.refuse('PolicyArns', 'Tags', 'TransitiveTagKeys', 'SourceIdentity', 'SerialNumber', 'ProvidedContexts');
  const roleArn = readRoleArn(form.required('RoleArn'));
  const sessionName = readSessionName(form.required('RoleSessionName'));
  const externalId = readExternalId(form.optional('ExternalId'));
  const durationSeconds = readDuration(form.integer('DurationSeconds', 3600));
  const policy = readSessionPolicy(form.optional('Policy'), state.settings.packedPolicyLimitBytes);

  const target = findRole(state, roleArn);
  if (target !== undefined) refuseDisabledRegion(target.account, call.region);
  if (target === undefined || !mayAssume(call, target, { roleArn, sessionName, externalId })) {
    throw new AwsError(
      403,
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
  }
  if (caller.session !== undefined && durationSeconds > CHAINED_SECONDS) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (durationSeconds > target.role.maxSessionSeconds) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }

  const session = {
    accessKeyId: uniqueId('ASIA').slice(0, 20),
    secret: secretKey(),
    roleId: target.role.id,
    sessionName,
    expiresAtMs: Math.floor(request.receivedAt.getTime() / 1000) * 1000 + durationSeconds * 1000,
    ...(policy === undefined ? {} : { policy: policy.text }),
    ...(isGlobalEndpoint(request.host) ? { global: true } : {}),
  };
  return [
    element(
      'AssumedRoleUser',
      textElement('AssumedRoleId', `${target.role.id}:${sessionName}`),
      textElement('Arn', `arn:aws:sts::${target.account.accountId}:assumed-role/${target.role.name}/${sessionName}`),
    ),
    element(
      'Credentials',
      textElement('AccessKeyId', session.accessKeyId),
      textElement('SecretAccessKey', session.secret),
      textElement('SessionToken', tokens.seal(session)),
      textElement('Expiration', new Date(session.expiresAtMs).toISOString().replace('.000', '')),
    ),
    textElement('PackedPolicySize', policy?.packedPercent),
  ].join('');
}

/** STS's global endpoint; opt-in regions refuse its sessions. */
function isGlobalEndpoint(host: string): boolean {
  return /^sts\.amazonaws\.com(:\d+)?$/i.test(host);
}

function readRoleArn(arn: string): string {
  if (arn.length < 20) throw constraint(arn, 'roleArn', 'Member must have length greater than or equal to 20');
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(arn)) throw validationError(`${arn} is invalid`);
  return arn;
}

function readSessionName(name: string): string {
  if (name.length < 2) throw constraint(name, 'roleSessionName', 'Member must have length greater than or equal to 2');
  if (name.length > 64) throw constraint(name, 'roleSessionName', 'Member must have length less than or equal to 64');
  if (!/^[\w+=,.@-]*$/.test(name)) {
    throw constraint(name, 'roleSessionName', 'Member must satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  return name;
}

function readExternalId(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  if (id.length < 2) throw constraint(id, 'externalId', 'Member must have length greater than or equal to 2');
  if (id.length > 1224) throw constraint(id, 'externalId', 'Member must have length less than or equal to 1224');
  if (!/^[\w+=,.@:/-]*$/.test(id)) {
    throw constraint(id, 'externalId', 'Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*');
  }
  return id;
}

function readDuration(seconds: number): number {
  if (seconds < 900) {
    throw constraint(String(seconds), 'durationSeconds', 'Member must have value greater than or equal to 900');
  }
  if (seconds > 43_200) {
    throw constraint(String(seconds), 'durationSeconds', 'Member must have value less than or equal to 43200');
  }
  return seconds;
}

function readSessionPolicy(
  text: string | undefined,
  limitBytes: number,
): { text: string; packedPercent: number } | undefined {
  if (text === undefined) return undefined;
  // The service accepts only Latin-1: other characters must be JSON's \u escapes.
  if (!/^[\t\n\r\u0020-\u00ff]+$/.test(text)) {
    throw constraint(
      text,
      'policy',
      'Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
    );
  }
  try {
    parsePolicy(text, 'session');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw new AwsError(400, 'MalformedPolicyDocument', error.message);
    throw error;
  }
  const packedBytes = deflateRawSync(JSON.stringify(JSON.parse(text))).length;
  const share = Math.max(packedBytes / limitBytes, text.length / MAX_POLICY_CHARACTERS);
  const packedPercent = Math.ceil(100 * share);
  if (share > 1) {
    throw new AwsError(
      400,
      'PackedPolicyTooLarge',
      `Packed policy consumes ${packedPercent}% of allotted space, please use smaller policy.`,
    );
  }
  return { text, packedPercent };
}

/** Finds a role by name, case-sensitively, although IAM allows no two names that differ only in case. */
function findRole(state: SandboxState, roleArn: string): { account: Account; role: Role } | undefined {
  const identity = state.accounts.identityByArn(roleArn);
  return identity?.kind === 'role' ? identity : undefined;
}

/** @throws AwsError RegionDisabledException */
export function refuseDisabledRegion(account: Account, region: string): void {
  const off =
    account.disabledStsRegions.includes(region) ||
    (OPT_IN_REGIONS.has(region) && !account.enabledOptInRegions.includes(region));
  if (!off) return;
  throw new AwsError(
    403,
    'RegionDisabledException',
    `STS is not activated in this region for account:${account.accountId}. Your account administrator can ` +
      'activate STS in this region using the IAM Console.',
  );
}

function mayAssume(
  { caller, request, region }: QueryCall,
  { account, role }: { account: Account; role: Role },
  asked: { roleArn: string; sessionName: string; externalId: string | undefined },
): boolean {
  const nowMs = request.receivedAt.getTime();
  const trust = effective(role.trustPolicy, nowMs);
  if (trust === null) return false;
  return authorize({
    request: {
      action: 'sts:AssumeRole',
      resource: asked.roleArn,
      context: conditionKeys(request, region, caller, {
        'sts:ExternalId': asked.externalId,
        'sts:RoleSessionName': asked.sessionName,
        'aws:ResourceAccount': account.accountId,
      }),
    },
    ...caller.rights(nowMs),
    resourcePolicy: compiledPolicy(trust, 'trust'),
    resourceAccountId: account.accountId,
    resourcePolicyMustAgree: true,
  }).allowed;
}
