import { LONGEST_KEY_BYTES } from '@bucket-sync/shared/aws';
import { invalid, type Problem } from '@bucket-sync/shared/problem';

/**
 * A prefix is taken literally, with its spaces, because any of it may be part of a key. Only text that no key can
 * hold is refused.
 */
export function parsePrefix(typed: string | null | undefined): { prefix: string } | Problem {
  const prefix = typed ?? '';
  if (!prefix.isWellFormed()) return invalid('prefix', 'The prefix is not valid Unicode text.');
  if (prefix.includes('\0')) return invalid('prefix', 'The prefix holds a NUL character. S3 cannot list such keys.');
  const bytes = new TextEncoder().encode(prefix).length;
  if (bytes > LONGEST_KEY_BYTES) {
    return invalid(
      'prefix',
      `The prefix is ${bytes} bytes long; an object key has ${LONGEST_KEY_BYTES} bytes at most.`,
    );
  }
  return { prefix };
}
