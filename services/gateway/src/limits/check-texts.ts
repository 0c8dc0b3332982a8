import { type DocumentNode, visit } from 'graphql';

/** The longest text of a valid input is an S3 key of 1,024 bytes. */
const MAX_LITERAL_LENGTH = 16_384;

/**
 * Describes what is wrong with the texts of a request, if anything. PostgreSQL cannot store U+0000, and half of a
 * surrogate pair changes when it is encoded as UTF-8.
 */
export function wrongText(document: DocumentNode, variables: unknown): string | undefined {
  let problem: string | undefined;
  visit(document, {
    StringValue({ value, loc }) {
      // The length in the document counts: a block string of empty lines has an empty value.
      if (loc && loc.end - loc.start > MAX_LITERAL_LENGTH)
        problem = `A text in the document has ${MAX_LITERAL_LENGTH} characters at most`;
      if (!isStorable(value)) problem = NOT_STORABLE;
    },
  });
  return problem ?? (holdsOnlyStorable(variables) ? undefined : NOT_STORABLE);
}

const NOT_STORABLE = 'A text may hold neither U+0000 nor half of a surrogate pair';

const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

/** The recursion is bounded: deeply nested JSON is refused before it is parsed. */
function holdsOnlyStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (Array.isArray(value)) return value.every(holdsOnlyStorable);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, each]) => isStorable(name) && holdsOnlyStorable(each));
}
