import type { Answer } from './answer.ts';
import { AwsError, validationError } from './aws-error.ts';
import { QueryString } from './query-string.ts';
import type { AwsRequest } from './request.ts';
import { element, textElement } from './xml.ts';

/** The arguments of a call: `Action=…&Tags.member.1.Key=…`. */
export class Form {
  readonly #fields: QueryString;

  constructor(body: string) {
    this.#fields = new QueryString(body);
  }

  optional(name: string): string | undefined {
    return this.#fields.get(name);
  }

  /** @throws AwsError ValidationError when it is missing */
  required(name: string): string {
    const value = this.#fields.get(name);
    if (value === undefined) throw constraint('null', name, 'Member must not be null');
    return value;
  }

  /** @throws AwsError NotImplemented when the call has one of these arguments, which the sandbox would ignore */
  refuse(...names: string[]): void {
    for (const name of names) {
      if (this.#fields.pairs.some(([field]) => field === name || field.startsWith(`${name}.`))) {
        throw new AwsError(501, 'NotImplemented', `The sandbox does not know the argument ${name}.`);
      }
    }
  }

  integer(name: string, fallback: number): number {
    const text = this.#fields.get(name);
    if (text === undefined) return fallback;
    if (!/^-?\d+$/.test(text)) throw validationError(`Value ${text} at '${lowerFirst(name)}' is not an integer`);
    return Number(text);
  }

  /** `Name.member.1`, `Name.member.2`, … */
  list(name: string): string[] {
    const values: string[] = [];
    for (let i = 1; this.#fields.has(`${name}.member.${i}`); i++) values.push(this.#fields.get(`${name}.member.${i}`)!);
    return values;
  }

  /** `Tags.member.1.Key` and `.Value` */
  tags(): Record<string, string> {
    const tags: Record<string, string> = {};
    for (let i = 1; this.#fields.has(`Tags.member.${i}.Key`); i++) {
      tags[this.#fields.get(`Tags.member.${i}.Key`)!] = this.#fields.get(`Tags.member.${i}.Value`) ?? '';
    }
    return tags;
  }
}

/** AWS's wording for an argument that violates a constraint of the service model. */
export function constraint(value: string, argument: string, rule: string): AwsError {
  const shown = value === 'null' ? 'Value null' : `Value '${value}'`;
  return validationError(
    `1 validation error detected: ${shown} at '${lowerFirst(argument)}' failed to satisfy constraint: ${rule}`,
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The XML namespaces of the services that speak this protocol. */
const NAMESPACES: Readonly<Record<string, string>> = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

/** `<ActionResponse><ActionResult>…</ActionResult><ResponseMetadata>…` */
export function queryAnswer(
  { action, request }: { action: string; request: AwsRequest },
  service: 'sts' | 'iam',
  result: string | undefined,
): Answer {
  const { requestId } = request;
  const body = [
    `<${action}Response xmlns="${NAMESPACES[service]}">`,
    result === undefined ? '' : element(`${action}Result`, result),
    element('ResponseMetadata', textElement('RequestId', requestId)),
    `</${action}Response>`,
  ].join('');
  return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

/** An error in the XML form of the query protocol. */
export function queryError(error: AwsError, service: string, requestId: string): Answer {
  const body = [
    `<ErrorResponse xmlns="${NAMESPACES[service] ?? NAMESPACES.sts}">`,
    element(
      'Error',
      textElement('Type', error.status >= 500 ? 'Receiver' : 'Sender'),
      textElement('Code', error.code),
      textElement('Message', error.message),
    ),
    textElement('RequestId', requestId),
    '</ErrorResponse>',
  ].join('');
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, ...error.headers },
    body,
  };
}
