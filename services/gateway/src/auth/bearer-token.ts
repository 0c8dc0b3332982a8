/** The token of an `Authorization: Bearer …` header, or of a connection parameter, where the scheme is optional. */
export function bearerToken(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  const [scheme, token] = trimmed.split(/\s+/, 2);
  if (token === undefined) return trimmed || undefined;
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}
