/** graphql-js suggests the nearest field, type or enum value of the schema. */
const SUGGESTION = / ?Did you mean .+\?$/s;

const QUOTED = /"([^"]*)"/g;

/**
 * Removes from a message of graphql-js the suggestions, and every quoted name that is not part of the request itself.
 * Otherwise a client could read the schema in production, one wrong name at a time.
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
