import { readVariables, variable } from '@bucket-sync/shared/config';
import { expect, test } from 'vitest';

test('every bad and missing variable is named at once, and no value is shown', () => {
  const read = () =>
    readVariables(
      { PORT: 'eighty', CALLER_SECRET_SYNC: 'too short to be a secret' },
      { PORT: variable.port, CALLER_SECRET_SYNC: variable.secret, DATABASE_URL: variable.url },
    );
  expect(read).toThrow(/PORT is not valid/);
  expect(read).toThrow(/CALLER_SECRET_SYNC is not valid: shorter than 32 characters/);
  expect(read).toThrow(/DATABASE_URL is missing/);
  expect(read).not.toThrow(/too short to be a secret/);
});

test('an empty variable counts as absent, so its default applies', () => {
  expect(readVariables({ LOG_LEVEL: '' }, { LOG_LEVEL: variable.logLevel })).toEqual({ LOG_LEVEL: 'info' });
});
