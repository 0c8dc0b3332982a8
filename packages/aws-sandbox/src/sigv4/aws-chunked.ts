import { createHash, type Hash } from 'node:crypto';
import { AwsError } from '../http/aws-error.ts';
import { hmacHex, sha256Hex } from './signing-key.ts';
import { sameText, type VerifiedSignature } from './verify.ts';

/** Present when each chunk is signed; absent for unsigned chunks. */
export type ChunkSigning = VerifiedSignature | undefined;

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const LONGEST_LINE_BYTES = 16 * 1024;

/**
 * Decodes an `aws-chunked` body.
 *
 * Bytes are passed on before the signature of their chunk is verified, so the receiver must wait for the end before it
 * stores them.
 *
 * @param trailers  receives the headers that follow the last chunk
 * @throws AwsError SignatureDoesNotMatch for a changed chunk or trailer, IncompleteBody for a body that ends too soon
 * @see Amazon S3 API Reference, "Signature calculations: transferring payload in multiple chunks"
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  signing: ChunkSigning,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new FrameReader(body);
  const signatures = signing === undefined ? undefined : new SignatureChain(signing);
  while (true) {
    const [size = '', ...extensions] = (await reader.line()).split(';');
    if (!/^[0-9a-fA-F]+$/.test(size)) throw incomplete();
    const chunkSignature = extensions.find((extension) => extension.startsWith('chunk-signature='))?.slice(16) ?? '';
    const hash = createHash('sha256');
    const isLast = Number.parseInt(size, 16) === 0;
    yield* hashing(reader.bytes(Number.parseInt(size, 16)), hash);
    signatures?.checkChunk(hash.digest('hex'), chunkSignature);
    if (isLast) break;
    if ((await reader.line()) !== '') throw incomplete();
  }
  await readTrailers(reader, signatures, trailers);
}

async function* hashing(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

async function readTrailers(
  reader: FrameReader,
  signatures: SignatureChain | undefined,
  trailers: Map<string, string>,
): Promise<void> {
  let signature: string | undefined;
  let signed = '';
  while (true) {
    const line = await reader.line(true);
    if (line === '') break;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      signature = value;
    } else {
      trailers.set(name, value);
      signed += `${name}:${value}\n`;
    }
  }
  if (signatures !== undefined && trailers.size > 0) signatures.checkTrailer(signed, signature ?? '');
}

/** Each signature covers the previous one, so no chunk can be removed or moved. */
class SignatureChain {
  readonly #signing: VerifiedSignature;
  #previous: string;

  constructor(signing: VerifiedSignature) {
    this.#signing = signing;
    this.#previous = signing.seed;
  }

  checkChunk(contentHash: string, given: string): void {
    this.#check('AWS4-HMAC-SHA256-PAYLOAD', `${EMPTY_SHA256}\n${contentHash}`, given);
  }

  checkTrailer(trailer: string, given: string): void {
    this.#check('AWS4-HMAC-SHA256-TRAILER', sha256Hex(trailer, 'latin1'), given);
  }

  #check(algorithm: string, rest: string, given: string): void {
    const { key, timestamp, scope } = this.#signing;
    const expected = hmacHex(key, `${algorithm}\n${timestamp}\n${scope}\n${this.#previous}\n${rest}`);
    if (!sameText(expected, given)) {
      throw new AwsError(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key and ' +
          'signing method.',
      );
    }
    this.#previous = expected;
  }
}

/** Reads lines and counted bytes from a stream with pieces of any size. */
class FrameReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Buffer>) {
    this.#pieces = body[Symbol.asyncIterator]();
  }

  /** @param endIsEmpty  reads the end of the body as an empty line */
  async line(endIsEmpty = false): Promise<string> {
    while (true) {
      const end = this.#rest.indexOf('\r\n');
      if (end !== -1) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > LONGEST_LINE_BYTES) throw incomplete();
      if (!(await this.#more())) {
        if (endIsEmpty && this.#rest.length === 0) return '';
        throw incomplete();
      }
    }
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw incomplete();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async #more(): Promise<boolean> {
    const next = await this.#pieces.next();
    if (next.done === true) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

function incomplete(): AwsError {
  return new AwsError(400, 'IncompleteBody', 'The request body terminated unexpectedly');
}
