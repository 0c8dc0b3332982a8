/** The condition keys of one request, in lower case, each with its values. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** Builds a context. A key with the value undefined is absent; one with an empty string is present. */
export function requestContext(
  entries: Readonly<Record<string, string | readonly string[] | undefined>>,
): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return context;
}
