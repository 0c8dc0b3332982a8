import { AwsError } from '../http/aws-error.ts';
import type { Form } from '../http/query-api.ts';
import { element, textElement } from '../http/xml.ts';

/** One page of a list in IAM's form: `Marker` is the start of the next page. */
export function page<T>(form: Form, name: string, items: T[], write: (item: T) => string): string {
  const start = Number(form.optional('Marker') ?? '0');
  if (!Number.isInteger(start) || start < 0) throw new AwsError(400, 'ValidationError', 'Invalid Marker.');
  const end = start + form.integer('MaxItems', 100);
  const truncated = end < items.length;
  return [
    element(name, ...items.slice(start, end).map((item) => element('member', write(item)))),
    textElement('IsTruncated', truncated),
    truncated ? textElement('Marker', end) : '',
  ].join('');
}
