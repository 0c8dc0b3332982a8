import { AwsError } from './aws-error.ts';

/** The parameters of a URL, in the order sent; names may come without a value (`?cors`). */
export class QueryString {
  readonly pairs: readonly (readonly [name: string, value: string])[];

  constructor(text: string) {
    this.pairs = text === '' ? [] : text.split('&').filter(Boolean).map(readPair);
  }

  get(name: string): string | undefined {
    return this.pairs.find(([key]) => key === name)?.[1];
  }

  has(name: string): boolean {
    return this.pairs.some(([key]) => key === name);
  }
}

function readPair(pair: string): [string, string] {
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
