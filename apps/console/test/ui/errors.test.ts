import { CombinedGraphQLErrors, ServerError } from '@apollo/client';
import { expect, test } from 'vitest';
import { SignInServiceError } from '../../src/api/sign-in-errors.ts';
import { sentenceOfChange, sentenceOfRead, sentenceOfRequest } from '../../src/ui/errors.ts';

const UNANSWERED: [string, Error][] = [
  ['the network fails in Chrome', new TypeError('Failed to fetch')],
  ['the network fails in Safari', new TypeError('Load failed')],
  ['the time is over', new DOMException('Bucket Sync did not answer in time.', 'TimeoutError')],
  ['a proxy answers', new ServerError('bad', { response: new Response('', { status: 504 }), bodyText: '' })],
];

test.each(UNANSWERED)('when %s, only a read is said to be repeated', (_, error) => {
  expect(sentenceOfRead(error)).toBe('Bucket Sync does not answer at the moment. It will be tried again.');
  expect(sentenceOfRequest(error)).toBe('Bucket Sync does not answer at the moment. Try again.');
  expect(sentenceOfChange(error)).toContain('it is not known whether this was done');
});

test('a change that waited for the sign-in service was not made', () => {
  expect(sentenceOfChange(new SignInServiceError())).toContain('Nothing was done.');
});

test('the sentence of the gateway is shown, also when it speaks of the network', () => {
  const message = 'the network name is too long';
  const error = new CombinedGraphQLErrors({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  for (const sentence of [sentenceOfRead, sentenceOfRequest, sentenceOfChange]) expect(sentence(error)).toBe(message);
});
