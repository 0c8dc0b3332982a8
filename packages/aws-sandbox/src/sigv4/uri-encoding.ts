const UNRESERVED_PATH = /^[A-Za-z0-9\-._~/]*$/;

/** Percent-encodes as SigV4 does: everything except `A-Z a-z 0-9 - . _ ~`. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The path of S3's canonical request: decoded and encoded once, and not normalized.
 *
 * @throws URIError when the path is not UTF-8
 */
export function canonicalPath(rawPath: string): string {
  if (UNRESERVED_PATH.test(rawPath)) return rawPath;
  return decodeURIComponent(rawPath).split('/').map(encodeRfc3986).join('/');
}
