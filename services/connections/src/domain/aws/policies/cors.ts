/** One rule in the form of the S3 console's CORS editor. */
export interface CorsRule {
  readonly ID?: string;
  readonly AllowedHeaders?: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedOrigins: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAgeSeconds?: number;
}

/**
 * The rule that allows the browser to load files from the bucket: GET, from our console only.
 *
 * @param origin  scheme, host and port of the page that shows the files
 */
export function corsRule(origin: string): CorsRule {
  return {
    AllowedHeaders: ['*'],
    AllowedMethods: ['GET'],
    AllowedOrigins: [origin],
    ExposeHeaders: ['ETag', 'Content-Length', 'Content-Range'],
    MaxAgeSeconds: 3600,
  };
}

/** The text for the CORS editor of the S3 console: the list of rules alone. */
export function corsConfigurationText(origin: string): string {
  return JSON.stringify([corsRule(origin)], null, 2);
}
