/** graphql-js names the nearest field, type or enum value of the schema. */
const SUGGESTION = / ?Did you mean .+\?$/s;

const QUOTED = /"([^"]*)"/g;

/**
 * A message of graphql-js as a client of production may read it: without suggestions, and quoting nothing that the
 * request itself does not hold. "Cannot query field "x" on type "Dataset"" would tell the schema piece by piece.
 *
 * @param request  the text of the document and of its variables
 */
export function hideSchema(message: string, request: string): string {
  return message
    .replace(SUGGESTION, '')
    .replace(QUOTED, (whole, quoted: string) => (request.includes(quoted.replace(/[[\]!]/g, '')) ? whole : '"…"'));
}

/** What `hideSchema` compares with. */
export function textOf(request: { query?: string | undefined; variables?: unknown }): string {
  return `${request.query ?? ''} ${JSON.stringify(request.variables ?? {})}`;
}
