import { AwsError } from './aws-error.ts';

type Pair = readonly [name: string, value: string];

/** The parameters of a URL or a form, in the order sent; a name can have no value (`?cors`). */
export class QueryString {
  readonly #text: string;
  #decoded: readonly Pair[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws AwsError InvalidURI when it is not percent-encoded UTF-8 */
  get pairs(): readonly Pair[] {
    this.#decoded ??= this.#text.split('&').filter(Boolean).map(readPair);
    return this.#decoded;
  }

  get(name: string): string | undefined {
    return this.pairs.find(([key]) => key === name)?.[1];
  }

  has(name: string): boolean {
    return this.pairs.some(([key]) => key === name);
  }
}

function readPair(pair: string): Pair {
  const sign = pair.indexOf('=');
  return sign === -1 ? [decode(pair), ''] : [decode(pair.slice(0, sign)), decode(pair.slice(sign + 1))];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new AwsError(400, 'InvalidURI', "Couldn't parse the specified URI.", { cause });
  }
}
