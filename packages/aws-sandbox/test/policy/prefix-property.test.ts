import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluatePolicy } from '../../src/index.ts';

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('*', '?', '$', '{', '}', '/', "'", '"', '\n'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 30,
});

function escaped(prefix: string): string {
  return prefix.replace(/[*?$]/g, (character) => `\${${character}}`);
}

test('a policy for an escaped prefix allows exactly the keys under it', () => {
  fc.assert(
    fc.property(text, text, fc.boolean(), (prefix, other, isUnder) => {
      const key = isUnder ? prefix + other : other;
      const document = {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::bucket/${escaped(prefix)}*` },
      };
      const verdict = evaluatePolicy([document], { action: 's3:GetObject', resource: `arn:aws:s3:::bucket/${key}` });
      expect(verdict).toBe(key.startsWith(prefix) ? 'Allow' : 'ImplicitDeny');
    }),
    { numRuns: 2_000 },
  );
});

test('a pattern of many stars is matched at once', () => {
  const document = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::b/${'*a'.repeat(300)}` },
  };
  const startedAt = process.cpuUsage();
  expect(evaluatePolicy([document], { action: 's3:GetObject', resource: `arn:aws:s3:::b/${'a'.repeat(1000)}b` })).toBe(
    'ImplicitDeny',
  );
  expect(process.cpuUsage(startedAt).user).toBeLessThan(1_000_000);
});
