import { type Condition, compileConditions, isRecord } from './condition.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { PolicySyntaxError } from './syntax-error.ts';

/** The kind of a policy, which decides the elements that its document must and must not have. */
export type PolicyKind = 'identity' | 'session' | 'trust' | 'resource';

/** A valid policy in compiled form. */
export interface Policy {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: PatternSet;
  /** Absent in a trust policy, which always concerns its own role. */
  readonly resources: PatternSet | undefined;
  /** Absent in identity and session policies, which concern the principal they are attached to. */
  readonly principals: PrincipalSet | undefined;
  readonly conditions: readonly Condition[];
}

/** Patterns of Action or Resource; negated: of NotAction or NotResource. */
export interface PatternSet {
  readonly negated: boolean;
  readonly patterns: readonly Pattern[];
}

export interface PrincipalSet {
  readonly negated: boolean;
  /** `*`, account ids, `arn:aws:iam::<account>:root`, ARNs and unique ids of users, roles and sessions. */
  readonly values: readonly string[];
}

const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set(
  'Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition'.split(' '),
);

/**
 * Reads a policy text.
 *
 * @throws PolicySyntaxError with AWS's wording, when AWS would not store the text
 */
export function parsePolicy(text: string, kind: PolicyKind): Policy {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new PolicySyntaxError(kind === 'trust' ? 'This policy contains invalid Json' : 'Syntax errors in policy.');
  }
  return compilePolicy(document, kind);
}

/** Checks and compiles a policy document that is already parsed as JSON. */
export function compilePolicy(document: unknown, kind: PolicyKind): Policy {
  if (!isRecord(document)) throw new PolicySyntaxError('Syntax errors in policy.');
  for (const element of Object.keys(document)) {
    if (!DOCUMENT_ELEMENTS.has(element)) throw new PolicySyntaxError('Syntax errors in policy.');
  }
  const version = document.Version ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') throw new PolicySyntaxError('Syntax errors in policy.');
  if (kind === 'identity' && version !== '2012-10-17') {
    throw new PolicySyntaxError('Policy document must be version 2012-10-17 or greater.');
  }
  const list = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (document.Statement === undefined || list.length === 0) throw new PolicySyntaxError('Syntax errors in policy.');
  const statements = list.map((statement) => compileStatement(statement, kind, version === '2012-10-17'));
  const sids = statements.flatMap(({ sid }) => (sid === undefined ? [] : [sid]));
  if (new Set(sids).size !== sids.length) {
    throw new PolicySyntaxError('Statement IDs (SID) in a single policy must be unique.');
  }
  return { statements };
}

function compileStatement(element: unknown, kind: PolicyKind, variables: boolean): Statement {
  if (!isRecord(element)) throw new PolicySyntaxError('Syntax errors in policy.');
  for (const name of Object.keys(element)) {
    if (!STATEMENT_ELEMENTS.has(name)) throw new PolicySyntaxError('Syntax errors in policy.');
  }
  const { Sid: sid, Effect: effect } = element;
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicySyntaxError('Syntax errors in policy.');
  if (sid !== undefined && typeof sid !== 'string') throw new PolicySyntaxError('Syntax errors in policy.');
  const actions = compileActions(element, kind);
  const resources = compileResources(element, kind, variables);
  const principals = compilePrincipals(element, kind);
  return { sid, effect, actions, resources, principals, conditions: compileConditions(element.Condition, variables) };
}

function compileActions(element: Record<string, unknown>, kind: PolicyKind): PatternSet {
  const set = patternSet(element, 'Action', 'NotAction', (text) => {
    if (text !== '*' && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(text)) {
      throw new PolicySyntaxError('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
    if (kind === 'trust' && !/^(sts:.*|\*)$/i.test(text)) {
      throw new PolicySyntaxError('AssumeRole policy may only specify STS AssumeRole actions.');
    }
    return compilePattern(text.toLowerCase(), { variables: false });
  });
  if (set === undefined) throw new PolicySyntaxError('Policy statement must contain actions.');
  return set;
}

function compileResources(
  element: Record<string, unknown>,
  kind: PolicyKind,
  variables: boolean,
): PatternSet | undefined {
  const set = patternSet(element, 'Resource', 'NotResource', (text) => {
    if (text !== '*' && !text.startsWith('arn:')) {
      throw new PolicySyntaxError(`Resource ${text} must be in ARN format or "*".`);
    }
    return compilePattern(text, { variables });
  });
  if (kind === 'trust') {
    if (set !== undefined) throw new PolicySyntaxError('Has prohibited field Resource');
    return undefined;
  }
  if (set === undefined) throw new PolicySyntaxError('Policy statement must contain resources.');
  return set;
}

function patternSet(
  element: Record<string, unknown>,
  name: string,
  negatedName: string,
  compile: (text: string) => Pattern,
): PatternSet | undefined {
  const negated = element[name] === undefined;
  const value = element[negated ? negatedName : name];
  if (value === undefined) return undefined;
  if (!negated && element[negatedName] !== undefined) throw new PolicySyntaxError('Syntax errors in policy.');
  return { negated, patterns: strings(value).map(compile) };
}

function compilePrincipals(element: Record<string, unknown>, kind: PolicyKind): PrincipalSet | undefined {
  const negated = element.Principal === undefined;
  const value = negated ? element.NotPrincipal : element.Principal;
  if (kind === 'identity' || kind === 'session') {
    if (value !== undefined) throw new PolicySyntaxError('Policy document should not specify a principal.');
    return undefined;
  }
  if (value === undefined) {
    throw new PolicySyntaxError(
      kind === 'trust' ? 'Missing required field Principal' : 'Missing required field Principal',
    );
  }
  if (kind === 'trust' && negated) throw new PolicySyntaxError('Has prohibited field NotPrincipal');
  return { negated, values: principalValues(value) };
}

/** The AWS principals of a Principal element. Services and federated users are valid, but no caller here is one. */
function principalValues(element: unknown): string[] {
  if (element === '*') return ['*'];
  if (!isRecord(element)) throw new PolicySyntaxError('Invalid principal in policy.');
  return Object.entries(element).flatMap(([type, values]) => {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type)) {
      throw new PolicySyntaxError(`Invalid principal in policy: "${type}"`);
    }
    const principals = strings(values);
    return type === 'AWS' ? principals : [];
  });
}

function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((item) => typeof item === 'string')) {
    throw new PolicySyntaxError('Syntax errors in policy.');
  }
  return list;
}
