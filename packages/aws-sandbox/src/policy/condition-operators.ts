import { BlockList, isIP } from 'node:net';
import { compilePattern, matchesPattern } from './pattern.ts';
import type { RequestContext } from './request-context.ts';
import { PolicySyntaxError } from './syntax-error.ts';

/** Whether a value of the request matches a value of the policy. */
export type ValueTest = (value: string, context: RequestContext) => boolean;

type Compile = (policyValue: string, variables: boolean) => ValueTest;

const POSITIVE: Readonly<Record<string, Compile>> = {
  StringEquals: (text, variables) => pattern(text, { wildcards: false, variables }),
  StringEqualsIgnoreCase: (text, variables) => pattern(text, { wildcards: false, variables }, true),
  StringLike: (text, variables) => pattern(text, { variables }),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (text) => (value) => value.toLowerCase() === text.toLowerCase(),
  BinaryEquals: (text) => (value) => value === text,
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
  IpAddress: ipAddress,
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/** The tests of an operator, one for each policy value; a negated operator is false when one of them matches. */
export function compileOperator(
  name: string,
  values: string[],
  variables: boolean,
): { tests: ValueTest[]; negated: boolean } | undefined {
  const positive = Object.hasOwn(NEGATED, name) ? NEGATED[name] : undefined;
  const base = positive ?? name;
  const compile = Object.hasOwn(POSITIVE, base) ? POSITIVE[base] : undefined;
  if (compile === undefined) return undefined;
  return { tests: values.map((value) => compile(value, variables)), negated: positive !== undefined };
}

function pattern(text: string, options: { wildcards?: boolean; variables: boolean }, ignoreCase = false): ValueTest {
  const compiled = compilePattern(text, options);
  return (value, context) => matchesPattern(compiled, value, context, ignoreCase);
}

/** Compares the six parts of an ARN one by one, so a `*` never matches across a colon. */
function arnLike(text: string, variables: boolean): ValueTest {
  const parts = splitArn(text).map((part) => compilePattern(part, { variables }));
  return (value, context) => {
    const valueParts = splitArn(value);
    if (parts.length === 1) return matchesPattern(parts[0]!, value, context);
    return (
      valueParts.length === parts.length && parts.every((part, i) => matchesPattern(part, valueParts[i]!, context))
    );
  };
}

function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function numeric(holds: (value: number, limit: number) => boolean): Compile {
  return (text) => {
    const limit = Number(text);
    if (text.trim() === '' || Number.isNaN(limit)) throw new PolicySyntaxError('Syntax errors in policy.');
    return (value) => value.trim() !== '' && holds(Number(value), limit);
  };
}

function date(holds: (value: number, limit: number) => boolean): Compile {
  return (text) => {
    const limit = readDate(text);
    if (Number.isNaN(limit)) throw new PolicySyntaxError('Syntax errors in policy.');
    return (value) => holds(readDate(value), limit);
  };
}

/** Milliseconds since 1970 of an ISO 8601 time or of seconds since 1970. */
function readDate(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function ipAddress(text: string): ValueTest {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  if (family === 0) throw new PolicySyntaxError('Syntax errors in policy.');
  const list = new BlockList();
  const wholeAddressBits = family === 4 ? 32 : 128;
  list.addSubnet(address, bits === undefined ? wholeAddressBits : Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return (value) => {
    const valueFamily = isIP(value);
    return valueFamily !== 0 && list.check(value, valueFamily === 4 ? 'ipv4' : 'ipv6');
  };
}
