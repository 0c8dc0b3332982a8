import { CATALOGUE, type ErrorCategory } from '../../errors/index.ts';
import { CLIENT_ERROR_CODES } from '../../subgraph/index.ts';

const MEANING: Record<ErrorCategory, string> = {
  CALLER: 'The request is wrong, or may not be made.',
  CUSTOMER:
    "Something in the customer's AWS account must change; the connection's health says what, with the text to paste.",
  OBJECT: 'One file cannot be read. The run skips it and names it.',
  TRANSIENT: 'The same call may succeed later. Background work retries by itself.',
  OURS: 'The operator of Bucket Sync must fix it.',
};

/** docs/errors.md: every error, grouped by category. */
export function errorsPage(): string {
  const sections = Object.entries(MEANING).map(([category, meaning]) => {
    const rows = Object.entries(CATALOGUE)
      .filter(([, error]) => error.category === category)
      .map(([code, { message }]) => `| \`${code}\` | ${withFields(message)} |`);
    return `## ${category}\n\n${meaning}\n\n| code | sentence |\n|---|---|\n${rows.join('\n')}\n`;
  });
  return [
    '# Errors',
    '',
    'Made from `packages/shared/src/errors/catalogue.ts` by `npm run docs`. Words in braces are filled in.',
    '',
    'A GraphQL client sees only these codes in `errors[].extensions.code`:',
    `${CLIENT_ERROR_CODES.map((code) => `\`${code}\``).join(', ')}.`,
    '',
    '`INTERNAL` and `UNAVAILABLE` have a `correlationId`, which the log has too. `RATE_LIMITED` has',
    '`retryAfterSeconds`.',
    'What a user can fix is not an error. It is a `Problem` in the result, or the `cause` of a connection’s health.',
    '',
    ...sections,
  ].join('\n');
}

/** The sentence of an error that has all its fields. */
const withFields = (message: string) => message.replace(/\[([^|\]]*)\|?[^\]]*\]/g, '$1').replaceAll('\n', ' ');
