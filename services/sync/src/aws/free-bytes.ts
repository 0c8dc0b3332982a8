/** A shorter body may share its memory with others: `Buffer` cuts small ones from a common pool. */
const SHARED_BYTES = 8 * 1_024;

/**
 * Frees the memory of a body at once. Bodies arrive faster than V8 collects them: 450 MB of listed pages, and 45 MB of
 * ranged reads, waited for it.
 */
export function freeBytes({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > SHARED_BYTES && !buffer.detached) buffer.transfer(0);
}
