import { AppError, plainSentence } from '@bucket-sync/shared/errors';
import { expect, test } from 'vitest';

test('a sentence names what the error knows, and is complete where it knows nothing', () => {
  const error = new AppError('WRONG_REGION', { bucket: 'photos', actual: 'eu-west-1', region: 'us-east-1' });
  expect(error.message).toBe('The bucket photos is in eu-west-1, not in us-east-1');
  expect(plainSentence('WRONG_REGION')).toBe('The bucket is in another region');
  expect(new AppError('KMS_DENIED', { key: 'a.jpg' }).message).toBe('The role may not decrypt a.jpg with its KMS key');
  expect(plainSentence('KMS_DENIED')).toBe('The role may not decrypt the objects with their KMS key');
});

test('a key that looks like a template is shown as it is', () => {
  const key = 'a[{why}|{key}].jpg';
  expect(new AppError('READ_DENIED', { key }).message).toBe(`The role may not read ${key}`);
});
