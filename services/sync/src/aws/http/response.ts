import { type ChunkedBody, createChunkedBody } from './chunked-body.ts';
import { type GrowingBody, growingBody } from './growing-body.ts';

/** A complete answer. */
export interface HttpAnswer {
  status: number;
  /** The value of one header, without regard to the case of its name; null where it is absent. */
  header(name: string): string | null;
  body: Buffer;
}

/** How long the connection may be used for a further request. */
export interface KeepAlive {
  isAllowed: boolean;
  /** The time without a request after which the server closes the connection, in ms; null where it does not say. */
  idleMs: number | null;
}

/** Heads of S3 have 400 to 700 bytes. */
const COMMON_HEAD_BYTES = 1_024;
/** The same limit as Node's own HTTP parser has. */
const MOST_HEAD_BYTES = 16 * 1_024;
const HEAD_END = '\r\n\r\n';
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |\r\n)/;
const FRAMING = /\r\n(content-length|transfer-encoding|connection|keep-alive):[ \t]*([^\r\n]*)/gi;

/** The part of a body that is still to come. */
type Rest =
  | { kind: 'LENGTH'; body: Buffer; used: number }
  | { kind: 'CHUNKED'; chunked: ChunkedBody }
  | { kind: 'UNTIL_CLOSE'; growing: GrowingBody };

/**
 * Reads one HTTP/1.1 answer to a GET from the bytes of a socket. Each method throws an Error for bytes that are no
 * valid answer, and for a body that is longer than `mostBytes`.
 *
 * @see RFC 9112, sections 2.2, 4, 6 and 7
 */
export class Response {
  readonly keepAlive: KeepAlive = { isAllowed: true, idleMs: null };
  readonly #mostBytes: number;
  #status = 0;
  #head = '';
  #beforeHead: Buffer | null = null;
  #rest: Rest | null = null;
  #answer: HttpAnswer | null = null;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** The answer, once it is complete. */
  get answer(): HttpAnswer | null {
    return this.#answer;
  }

  /** @param bytes  are valid during this call only */
  add(bytes: Buffer): void {
    const body = this.#rest === null ? this.#readHead(bytes) : bytes;
    if (body !== null) this.#addToBody(body);
  }

  /** The server has ended the connection. */
  end(): void {
    if (this.#rest?.kind === 'UNTIL_CLOSE') this.#complete(this.#rest.growing.bytes());
  }

  /** @returns the bytes behind the head; null until the head is complete */
  #readHead(bytes: Buffer): Buffer | null {
    const all = this.#beforeHead === null ? bytes : Buffer.concat([this.#beforeHead, bytes]);
    let text = all.toString('latin1', 0, Math.min(all.length, COMMON_HEAD_BYTES));
    let end = text.indexOf(HEAD_END);
    if (end < 0 && all.length > COMMON_HEAD_BYTES) {
      text = all.toString('latin1', 0, Math.min(all.length, MOST_HEAD_BYTES));
      end = text.indexOf(HEAD_END);
    }
    if (end < 0) {
      if (all.length >= MOST_HEAD_BYTES) throw new Error(`a head of more than ${MOST_HEAD_BYTES} bytes arrived`);
      this.#beforeHead = Buffer.from(all);
      return null;
    }
    const body = all.subarray(end + HEAD_END.length);
    this.#head = text.slice(0, end + 2);
    this.#beforeHead = null;
    const [, minor, status] = STATUS_LINE.exec(this.#head) ?? [];
    if (status === undefined) throw new Error('what arrived is not HTTP');
    this.#status = Number(status);
    // No request asks for another protocol.
    if (this.#status === 101) throw new Error('another protocol arrived');
    // 100 to 199 announce the answer.
    if (this.#status < 200) return this.#readHead(body);
    this.#rest = this.#readFraming(minor === '1');
    return body;
  }

  #readFraming(isPersistent: boolean): Rest {
    this.keepAlive.isAllowed = isPersistent;
    let lengthBytes: number | null = null;
    let isChunked = false;
    FRAMING.lastIndex = 0;
    for (let line = FRAMING.exec(this.#head); line !== null; line = FRAMING.exec(this.#head)) {
      const value = line[2]!.trim().toLowerCase();
      switch (line[1]!.toLowerCase()) {
        case 'content-length':
          if (!/^\d{1,15}$/.test(value) || (lengthBytes !== null && lengthBytes !== Number(value))) {
            throw new Error(`an answer of length ${value} arrived`);
          }
          lengthBytes = Number(value);
          break;
        case 'transfer-encoding':
          if (value !== 'chunked') throw new Error(`a body in ${value} arrived`);
          isChunked = true;
          break;
        case 'connection':
          if (value.includes('close')) this.keepAlive.isAllowed = false;
          break;
        default:
          this.keepAlive.idleMs = idleMsOf(value);
      }
    }
    if (this.#status === 204 || this.#status === 304) return this.#ofLength(0);
    // A body with both could be read in two ways.
    if (isChunked && lengthBytes !== null) throw new Error('an answer with two lengths arrived');
    if (isChunked) return { kind: 'CHUNKED', chunked: createChunkedBody(growingBody(this.#mostBytes)) };
    if (lengthBytes !== null) return this.#ofLength(lengthBytes);
    this.keepAlive.isAllowed = false;
    return { kind: 'UNTIL_CLOSE', growing: growingBody(this.#mostBytes) };
  }

  #ofLength(lengthBytes: number): Rest {
    if (lengthBytes > this.#mostBytes) throw new Error(`more than ${this.#mostBytes} bytes arrived`);
    return { kind: 'LENGTH', body: Buffer.allocUnsafeSlow(lengthBytes), used: 0 };
  }

  #addToBody(bytes: Buffer): void {
    const rest = this.#rest!;
    switch (rest.kind) {
      case 'LENGTH': {
        const { body } = rest;
        const taken = Math.min(bytes.length, body.length - rest.used);
        if (bytes.length > taken) this.keepAlive.isAllowed = false;
        bytes.copy(body, rest.used, 0, taken);
        rest.used += taken;
        if (rest.used === body.length) this.#complete(body);
        return;
      }
      case 'CHUNKED': {
        const unused = rest.chunked.add(bytes);
        if (unused === null) return;
        if (unused > 0) this.keepAlive.isAllowed = false;
        this.#complete(rest.chunked.bytes());
        return;
      }
      case 'UNTIL_CLOSE':
        rest.growing.add(bytes);
    }
  }

  #complete(body: Buffer): void {
    const head = this.#head;
    this.#answer = { status: this.#status, header: (name) => headerOf(head, name), body };
  }
}

const namesKnown = new Map<string, RegExp>();

function headerOf(head: string, name: string): string | null {
  let line = namesKnown.get(name);
  if (!line) {
    line = new RegExp(`\\r\\n${name}:[ \\t]*([^\\r\\n]*)`, 'i');
    namesKnown.set(name, line);
  }
  return line.exec(head)?.[1]?.trimEnd() ?? null;
}

/** A `Keep-Alive` header, such as `timeout=5, max=100`. */
function idleMsOf(value: string): number | null {
  const seconds = /(?:^|[ ,])timeout=(\d{1,6})/.exec(value)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}
