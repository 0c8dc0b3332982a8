/** With these words graphql-js begins its suggestion of the nearest names of the schema, which ends its message. */
const SUGGESTION = 'Did you mean ';

const QUOTED = /"([^"]*)"/g;
const WORD = /\w+/g;

/**
 * Hides the suggestions, and every quoted text with a word that is not part of the request itself. Otherwise a client
 * could read the schema in production, one wrong name at a time.
 *
 * A message quotes the values of the request, which may be 256 kB. The time is in proportion to their length: patterns
 * that backtrack, and a search of the request for each quoted text, blocked the process for 6 s at 120 kB.
 */
export function schemaHider(request: { query?: string | undefined; variables?: unknown }): (message: string) => string {
  let known: ReadonlySet<string> | undefined;
  const isOfRequest = (quoted: string) => {
    known ??= new Set(`${request.query ?? ''} ${JSON.stringify(request.variables ?? {})}`.match(WORD));
    return quoted.match(WORD)?.every((word) => known?.has(word)) ?? true;
  };
  return (message) =>
    withoutSuggestion(message).replace(QUOTED, (whole, quoted: string) => (isOfRequest(quoted) ? whole : '"…"'));
}

function withoutSuggestion(message: string): string {
  const at = message.endsWith('?') ? message.lastIndexOf(SUGGESTION) : -1;
  return at < 0 ? message : message.slice(0, at).trimEnd();
}
