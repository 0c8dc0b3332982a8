import type { SkipReason } from '@bucket-sync/shared/contracts';

/** A parser throws this to skip a file. It becomes the verdict and states the reason. */
export class Refusal extends Error {
  readonly reason: SkipReason;

  constructor(reason: SkipReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

export const corrupt = (detail: string): Refusal => new Refusal('CORRUPT', detail);
export const unsupported = (detail: string): Refusal => new Refusal('UNSUPPORTED_FORMAT', detail);
export const tooComplex = (detail: string): Refusal => new Refusal('TOO_COMPLEX', detail);
