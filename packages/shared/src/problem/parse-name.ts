import { invalid, type Problem } from './problem.ts';

/** Control characters, halves of surrogate pairs, and direction marks, which make a name look like another one. */
const UNSAFE_IN_NAME = /\p{Cc}|\p{Cs}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** Spaces, and characters that no screen shows by themselves, such as U+200B. */
const ONLY_INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]*$/u;
const LONGEST_NAME = 100;

/**
 * The name that a person gives to something, without the spaces around it.
 *
 * @param given  any text
 * @param what   the named thing, such as "the dataset"
 */
export function parseName(given: string, what: string): { name: string } | Problem {
  const name = given.trim();
  // Counts code points: a letter counts once, even if UTF-16 needs two units.
  const { length } = Array.from(name);
  if (ONLY_INVISIBLE.test(name)) return invalid('name', `Enter a name for ${what}.`);
  if (length > LONGEST_NAME) {
    return invalid('name', `A name has ${LONGEST_NAME} characters at most; this one has ${length}.`);
  }
  if (UNSAFE_IN_NAME.test(name)) {
    return invalid('name', 'A name holds no line breaks, no direction marks and no other control characters.');
  }
  return { name };
}
