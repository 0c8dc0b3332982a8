/** A page of 1,000 keys is 230 to 400 KB. */
const LARGE_BYTES = 512 * 1_024;

/** A body whose length is known at its end only. */
export interface GrowingBody {
  /** @throws Error beyond the most bytes */
  add(bytes: Buffer): void;
  bytes(): Buffer;
}

/**
 * Collects a body in one buffer. It copies at once: chunks that wait for the rest of their body outlive V8's young
 * generation, and 450 MB of them wait for a full collection.
 */
export function growingBody(mostBytes: number): GrowingBody {
  let body = Buffer.alloc(0);
  let used = 0;
  return {
    add(bytes) {
      const needed = used + bytes.length;
      if (needed > mostBytes) throw new Error(`more than ${mostBytes} bytes arrived`);
      if (needed > body.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(mostBytes, Math.max(LARGE_BYTES, 2 * needed)));
        body.copy(larger, 0, 0, used);
        body = larger;
      }
      bytes.copy(body, used);
      used = needed;
    },
    bytes: () => body.subarray(0, used),
  };
}
