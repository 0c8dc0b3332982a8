import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';

export const ISSUER = 'https://issuer.test/';
export const AUDIENCE = 'bucket-sync';

export interface TokenClaims {
  sub?: string;
  org?: string | undefined;
  role?: string;
  audience?: string;
  issuer?: string;
  /** Seconds from now; negative for an expired token. */
  expiresInSeconds?: number | undefined;
}

export interface TestIssuer {
  jwksUrl: string;
  publicKeyPem: string;
  token(claims?: TokenClaims): Promise<string>;
  /** Signed by a foreign key that has the id of ours. */
  forgedToken(): Promise<string>;
  /** Publishes no keys from now on. */
  withdrawKeys(): void;
  /** While it is true, the JWKS address answers 503. */
  fail(isFailing: boolean): void;
  stop(): Promise<void>;
}

/** An issuer of bearer tokens with a real key pair and a real JWKS address. */
export async function startIssuer({ keyId = 'ours' } = {}): Promise<TestIssuer> {
  const ours = await generateKeyPair('ES256', { extractable: true });
  const stranger = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: keyId, alg: 'ES256', use: 'sig' }] };
  let isDown = false;
  const server = createServer((_request, response) => {
    response.statusCode = isDown ? 503 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks.json`,
    publicKeyPem: await exportSPKI(ours.publicKey),
    token: (claims) => sign(claims, { alg: 'ES256', kid: keyId }, ours.privateKey),
    forgedToken: () => sign({}, { alg: 'ES256', kid: keyId }, stranger.privateKey),
    withdrawKeys() {
      jwks.keys = [];
    },
    fail(isFailing) {
      isDown = isFailing;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sign(
  { sub = 'ann', org = 'acme', role = 'EDITOR', audience = AUDIENCE, issuer = ISSUER, ...rest }: TokenClaims = {},
  header: JWTHeaderParameters,
  key: Parameters<SignJWT['sign']>[0],
): Promise<string> {
  const jwt = new SignJWT({ sub, org, role }).setProtectedHeader(header).setIssuedAt();
  jwt.setAudience(audience).setIssuer(issuer);
  const expiresInSeconds = 'expiresInSeconds' in rest ? rest.expiresInSeconds : 300;
  if (expiresInSeconds !== undefined) jwt.setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds);
  return jwt.sign(key);
}
