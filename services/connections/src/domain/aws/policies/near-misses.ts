/** An external ID that is not ours, and how it differs. */
export interface NearMiss {
  readonly externalId: string;
  readonly how: string;
}

/**
 * External IDs that differ from ours by one character: each character changed, and one inserted at each place. A
 * StringLike pattern that accepts ours and has a wildcard accepts one of them: `?`, or a `*` that stands for something,
 * accepts another character in its place; a `*` that stands for nothing accepts an inserted one. Letters of the other
 * case find StringEqualsIgnoreCase. For our 32 characters these are 66.
 *
 * @see IAM User Guide, "IAM JSON policy elements: Condition operators", string condition operators
 */
export function nearMissesOf(externalId: string): NearMiss[] {
  const characters = [...externalId];
  const changed = characters.map((character, at) => ({
    externalId: characters.with(at, otherThan(character)).join(''),
    how: `with its character ${at + 1} changed`,
  }));
  const inserted = Array.from({ length: characters.length + 1 }, (_, at) => ({
    externalId: [...characters.slice(0, at), 'x', ...characters.slice(at)].join(''),
    how: `with a character inserted at ${at + 1}`,
  }));
  const otherCase = { externalId: characters.map(swapCase).join(''), how: 'with the case of its letters changed' };
  return [...changed, ...inserted, otherCase].filter((miss) => miss.externalId !== externalId);
}

const otherThan = (character: string) => (character.toLowerCase() === 'x' ? 'y' : 'x');

function swapCase(character: string): string {
  const lower = character.toLowerCase();
  return character === lower ? character.toUpperCase() : lower;
}
