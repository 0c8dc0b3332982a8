import { invalid, type Problem } from '@bucket-sync/shared/problem';

const MAX_NAME_CHARACTERS = 100;

/** The label in the Connection Manager: 1 to 100 characters, without spaces around it. */
export function parseName(typed: string): { name: string } | Problem {
  const name = typed.trim();
  const characters = [...name].length;
  if (characters === 0) return invalid('name', 'Enter a name for the connection.');
  if (characters > MAX_NAME_CHARACTERS) {
    return invalid('name', `The name has ${characters} characters; ${MAX_NAME_CHARACTERS} at most are possible.`);
  }
  // Direction marks could make a name look like another one.
  if (/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u.test(name))
    return invalid('name', 'The name holds a control character.');
  return { name };
}
