import type { PatternSet, Policy, PolicyKind, Statement } from './document.ts';
import { compilePolicy, parsePolicy } from './document.ts';
import { matchesPattern } from './pattern.ts';
import { type RequestContext, requestContext } from './request-context.ts';

/** The principal of a request, with the names that policies use. */
export interface PrincipalIdentity {
  accountId: string;
  /** The unique id and the ARN of the user, or of the role behind a session. */
  ids: readonly string[];
  /** `arn:aws:sts::…:assumed-role/<role>/<session>`, for a session. */
  sessionArn?: string;
}

/** An action on a resource (`s3:GetObject` on `arn:aws:s3:::bucket/key`), with the condition keys of the request. */
export interface AccessRequest {
  action: string;
  resource: string;
  context: RequestContext;
}

export type Verdict = 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';

/** How closely a resource policy names the principal; it decides whether the identity's policies must allow as well. */
export type Grant = 'none' | 'account' | 'everyone' | 'principal' | 'session';

const GRANTS: readonly Grant[] = ['none', 'account', 'everyone', 'principal', 'session'];

/**
 * Evaluates identity policies for one request, without a server: for tests of generated policies.
 *
 * @param policies  JSON texts or documents, as IAM stores them
 * @throws PolicySyntaxError when IAM would refuse one of them
 */
export function evaluatePolicy(
  policies: readonly (string | object)[],
  request: { action: string; resource: string; context?: Record<string, string | readonly string[] | undefined> },
  kind: PolicyKind = 'identity',
): Verdict {
  const compiled = policies.map((policy) =>
    typeof policy === 'string' ? parsePolicy(policy, kind) : compilePolicy(policy, kind),
  );
  return judgeIdentity(compiled, { ...request, context: requestContext(request.context ?? {}) });
}

/** Evaluates identity or session policies: a matching Deny wins, then a matching Allow; otherwise nothing allows it. */
export function judgeIdentity(policies: readonly Policy[], request: AccessRequest): Verdict {
  let verdict: Verdict = 'ImplicitDeny';
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (!matchesRequest(statement, request)) continue;
      if (statement.effect === 'Deny') return 'ExplicitDeny';
      verdict = 'Allow';
    }
  }
  return verdict;
}

/**
 * Evaluates a bucket, trust or key policy: whether it denies the request, and how closely an Allow names the principal.
 */
export function judgeResource(
  policy: Policy,
  principal: PrincipalIdentity | undefined,
  request: AccessRequest,
): { denied: boolean; grant: Grant } {
  let grant: Grant = 'none';
  for (const statement of policy.statements) {
    const named = namesPrincipal(statement, principal);
    if (named === 'none' || !matchesRequest(statement, request)) continue;
    if (statement.effect === 'Deny') return { denied: true, grant: 'none' };
    if (GRANTS.indexOf(named) > GRANTS.indexOf(grant)) grant = named;
  }
  return { denied: false, grant };
}

function matchesRequest(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  return (
    matchesSet(statement.actions, action.toLowerCase(), context) &&
    (statement.resources === undefined || matchesSet(statement.resources, resource, context)) &&
    statement.conditions.every((holds) => holds(context))
  );
}

function matchesSet(set: PatternSet, value: string, context: RequestContext): boolean {
  return set.patterns.some((pattern) => matchesPattern(pattern, value, context)) !== set.negated;
}

function namesPrincipal(statement: Statement, principal: PrincipalIdentity | undefined): Grant {
  const set = statement.principals;
  if (set === undefined) return 'none';
  let named: Grant = 'none';
  for (const value of set.values) {
    const how = namedAs(value, principal);
    if (GRANTS.indexOf(how) > GRANTS.indexOf(named)) named = how;
  }
  if (!set.negated) return named;
  return named === 'none' ? 'everyone' : 'none';
}

function namedAs(value: string, principal: PrincipalIdentity | undefined): Grant {
  if (value === '*') return 'everyone';
  if (principal === undefined) return 'none';
  if (value === principal.sessionArn) return 'session';
  if (principal.ids.includes(value)) return 'principal';
  const account = /^(?:arn:aws:iam::(\d{12}):root|(\d{12}))$/.exec(value);
  return account !== null && (account[1] ?? account[2]) === principal.accountId ? 'account' : 'none';
}
