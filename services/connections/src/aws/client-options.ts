/**
 * How long one request may take: 3 s to connect, 8 s to answer, three tries. A check reports a broken network within a
 * minute.
 */
export const CLIENT_OPTIONS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
} as const;
