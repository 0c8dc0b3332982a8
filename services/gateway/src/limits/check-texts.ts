import { type DocumentNode, visit } from 'graphql';

/** S3 allows keys of 1,024 bytes; no other text of an input is as long as this. */
const MAX_LITERAL_LENGTH = 16_384;

/**
 * What is wrong with the texts of a request. PostgreSQL stores neither U+0000 nor half of a surrogate pair, and Kafka
 * and S3 would change the latter.
 */
export function wrongText(document: DocumentNode, variables: unknown): string | undefined {
  let problem: string | undefined;
  visit(document, {
    StringValue({ value, loc }) {
      // As it stands in the document: a block string of empty lines has no value, and took as long to read.
      if (loc && loc.end - loc.start > MAX_LITERAL_LENGTH)
        problem = `A text in the document has ${MAX_LITERAL_LENGTH} characters at most`;
      if (!isStorable(value)) problem = NOT_STORABLE;
    },
  });
  return problem ?? (holdsOnlyStorable(variables) ? undefined : NOT_STORABLE);
}

const NOT_STORABLE = 'A text may hold neither U+0000 nor half of a surrogate pair';

const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

/** The nesting of variables is bounded before they are parsed. */
function holdsOnlyStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (Array.isArray(value)) return value.every(holdsOnlyStorable);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, each]) => isStorable(name) && holdsOnlyStorable(each));
}
