import { AwsError } from '../../http/aws-error.ts';
import { type AwsRequest, header } from '../../http/request.ts';
import { element, malformedXml, parseXml, textElement } from '../../http/xml.ts';
import type { CorsRule } from '../storage/cors-rule.ts';

const METHODS = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE']);

/** @throws AwsError MalformedXML, InvalidRequest */
export function readCorsRules(xml: string): CorsRule[] {
  const rules = parseXml(xml, 'CORSConfiguration')
    .children('CORSRule')
    .map((rule) => {
      const id = rule.textOf('ID');
      const maxAge = rule.textOf('MaxAgeSeconds');
      return {
        ...(id === undefined ? {} : { id }),
        allowedOrigins: rule.textsOf('AllowedOrigin'),
        allowedMethods: rule.textsOf('AllowedMethod'),
        allowedHeaders: rule.textsOf('AllowedHeader'),
        exposeHeaders: rule.textsOf('ExposeHeader'),
        ...(maxAge === undefined ? {} : { maxAgeSeconds: Number(maxAge) }),
      };
    });
  if (rules.length === 0 || rules.length > 100) throw malformedXml();
  for (const rule of rules) checkRule(rule);
  return rules;
}

function checkRule({ allowedOrigins, allowedMethods, allowedHeaders }: CorsRule): void {
  if (allowedOrigins.length === 0 || allowedMethods.length === 0) throw malformedXml();
  for (const method of allowedMethods) {
    if (!METHODS.has(method)) {
      throw new AwsError(
        400,
        'InvalidRequest',
        `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
      );
    }
  }
  for (const origin of allowedOrigins) {
    if (origin.split('*').length > 2) {
      throw new AwsError(400, 'InvalidRequest', `AllowedOrigin "${origin}" can not have more than one wildcard.`);
    }
  }
  for (const name of allowedHeaders) {
    if (name.split('*').length > 2) {
      throw new AwsError(400, 'InvalidRequest', `AllowedHeader "${name}" can not have more than one wildcard.`);
    }
  }
}

export function corsRulesXml(rules: CorsRule[]): string {
  const texts = (name: string, values: string[]) => values.map((value) => textElement(name, value)).join('');
  return rules
    .map((rule) =>
      element(
        'CORSRule',
        textElement('ID', rule.id),
        texts('AllowedHeader', rule.allowedHeaders),
        texts('AllowedMethod', rule.allowedMethods),
        texts('AllowedOrigin', rule.allowedOrigins),
        texts('ExposeHeader', rule.exposeHeaders),
        textElement('MaxAgeSeconds', rule.maxAgeSeconds),
      ),
    )
    .join('');
}

/** The CORS headers of an answer to a request with an Origin; none when no rule matches. */
export function corsHeaders(rules: CorsRule[] | undefined, request: AwsRequest): Record<string, string> {
  const origin = header(request, 'origin');
  if (origin === undefined || rules === undefined) return {};
  const rule = rules.find(
    (candidate) => fitsOrigin(candidate, origin) && candidate.allowedMethods.includes(request.method),
  );
  return rule === undefined ? {} : ruleHeaders(rule, origin);
}

/**
 * Returns the headers of a successful preflight answer.
 *
 * @throws AwsError BadRequest, AccessForbidden with S3's wording and spelling
 */
export function preflightHeaders(rules: CorsRule[] | undefined, request: AwsRequest): Record<string, string> {
  const origin = header(request, 'origin');
  const method = header(request, 'access-control-request-method');
  if (origin === undefined) {
    throw new AwsError(400, 'BadRequest', 'Insufficient information. Origin request header needed.');
  }
  if (method === undefined) {
    throw new AwsError(
      400,
      'BadRequest',
      'Insufficient information. Access-Control-Request-Method request header needed.',
    );
  }
  if (rules === undefined) throw forbidden(method, 'CORSResponse: CORS is not enabled for this bucket.');
  const requested = (header(request, 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const rule = rules.find(
    (candidate) =>
      fitsOrigin(candidate, origin) &&
      candidate.allowedMethods.includes(method) &&
      requested.every((name) => candidate.allowedHeaders.some((allowed) => fitsWildcard(allowed.toLowerCase(), name))),
  );
  if (rule === undefined) {
    throw forbidden(
      method,
      'CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request ' +
        'method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the ' +
        "resource's CORS spec.",
    );
  }
  return {
    ...ruleHeaders(rule, origin),
    ...(requested.length === 0 ? {} : { 'access-control-allow-headers': requested.join(', ') }),
  };
}

function forbidden(method: string, message: string): AwsError {
  return new AwsError(403, 'AccessForbidden', message, { details: { Method: method, ResourceType: 'BUCKET' } });
}

function ruleHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const anyOrigin = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': anyOrigin ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(anyOrigin ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposeHeaders.length === 0 ? {} : { 'access-control-expose-headers': rule.exposeHeaders.join(', ') }),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

function fitsOrigin(rule: CorsRule, origin: string): boolean {
  return rule.allowedOrigins.some((allowed) => fitsWildcard(allowed, origin));
}

function fitsWildcard(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
