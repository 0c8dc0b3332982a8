import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** The session of an assumed role, as its token holds it. */
export interface Session {
  accessKeyId: string;
  secret: string;
  roleId: string;
  sessionName: string;
  /** Milliseconds since 1970. */
  expiresAtMs: number;
  /** JSON text of the inline session policy. */
  policy?: string;
  externalId?: string;
  /** True when the token came from STS's global endpoint: opt-in regions refuse it. */
  global?: boolean;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Cache of opened tokens: a token is opened once, not on every request. */
const CAPACITY = 10_000;

/**
 * Seals sessions into tokens and opens them again. A token holds the whole session, so sessions survive a restart.
 * Callers can neither make nor change a token.
 */
export class SessionTokens {
  readonly #key: Buffer;
  readonly #opened = new Map<string, Session>();

  constructor(keyFile: string) {
    if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
    this.#key = readFileSync(keyFile);
  }

  seal(session: Session): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(session))), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @returns undefined for a token that this sandbox did not seal */
  open(token: string): Session | undefined {
    const known = this.#opened.get(token);
    if (known !== undefined) return known;
    const bytes = Buffer.from(token, 'base64');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const opened = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      const session = JSON.parse(inflateRawSync(opened).toString()) as Session;
      if (this.#opened.size >= CAPACITY) this.#opened.clear();
      this.#opened.set(token, session);
      return session;
    } catch {
      return undefined; // A forged or foreign token: that it does not open is the answer.
    }
  }
}
