import { createRemoteJWKSet, type JWKSCacheInput, type JWTVerifyGetKey, jwksCache } from 'jose';

/** Keys of this age are fetched again before they verify a token. */
const RENEW_AFTER_MS = 600_000;
/** Keys that cannot be fetched again serve for a day, which bounds how long a key that was withdrawn is accepted. */
const SERVE_MS = 86_400_000;
/** The pause between fetches while the issuer does not answer. */
const RETRY_MS = 10_000;
const TIMEOUT_MS = 5_000;

/**
 * The keys that an issuer publishes. While it does not answer, the known keys serve. The first request of an outage
 * waits for a fetch, and later ones are fetched in the background.
 *
 * The returned function throws what jose throws: JWKSNoMatchingKey for a token of another key, and the error of the
 * fetch when no keys are known or the token names an unknown key.
 */
export function createIssuerKeys(jwksUrl: string): JWTVerifyGetKey {
  const known = noKeys();
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: TIMEOUT_MS,
    cacheMaxAge: SERVE_MS,
    [jwksCache]: known,
  });
  let failedAt: number | undefined;

  async function renew(): Promise<void> {
    try {
      await keys.reload();
      failedAt = undefined;
    } catch {
      // The known keys serve on. Without them the fetch that the token needs fails too, and its error is thrown.
      failedAt = Date.now();
    }
  }

  return async (header, token) => {
    const isOld = known.uat !== undefined && Date.now() > known.uat + RENEW_AFTER_MS;
    if (isOld && failedAt === undefined) await renew();
    else if (isOld && Date.now() > failedAt! + RETRY_MS) void renew();
    return keys(header, token);
  };
}

/** jose writes the keys into it, and the time when they were fetched. */
function noKeys(): JWKSCacheInput {
  return {};
}
