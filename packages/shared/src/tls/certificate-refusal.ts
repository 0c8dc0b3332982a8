/** The texts and codes of an error and its causes. */
export function textsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [error.message, 'code' in error ? String(error.code) : '', ...textsOf(error.cause)];
}

/**
 * Why TLS refuses the server's certificate, null where it does not.
 *
 * @param caVariable  the setting that names the trusted authorities
 */
export function certificateRefusal(text: string, caVariable: string): string | null {
  if (/ALTNAME_INVALID|does not match certificate/.test(text)) return 'its certificate is for another host name';
  if (/CERT_HAS_EXPIRED|certificate has expired/.test(text)) return 'its certificate has expired';
  if (/self.signed|unable to (?:verify|get)|UNABLE_TO|SELF_SIGNED|certificate signature/.test(text)) {
    return `its certificate is not signed by an authority of ${caVariable}`;
  }
  if (/certificate required|bad certificate|alert/.test(text)) return 'it does not accept our own certificate and key';
  return null;
}
