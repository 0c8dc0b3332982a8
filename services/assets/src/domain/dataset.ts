import { invalid, type Problem } from '@bucket-sync/shared/problem';

export interface Dataset {
  id: string;
  name: string;
  createdAt: Date;
}

/** The largest MAX_DATASETS_PER_ORGANIZATION: the list of datasets has no pages. */
export const MAX_LISTED_DATASETS = 1000;

const LONGEST_NAME = 100;

/**
 * The name as it is stored: without the spaces around it. Two datasets of one name are allowed: their ids and times
 * tell them apart, and a request that is repeated after a lost answer does no harm.
 */
export function datasetName(given: string): string | Problem {
  const name = given.trim();
  // Counted as people do: one for a letter, also where UTF-16 needs two units.
  const { length } = Array.from(name);
  if (length === 0) return invalid('name', 'Give the dataset a name.');
  if (length > LONGEST_NAME)
    return invalid('name', `A name has ${LONGEST_NAME} characters at most; this has ${length}.`);
  if (/\p{Cc}|\p{Cs}/u.test(name))
    return invalid('name', 'A name holds no line breaks and no other control characters.');
  return name;
}
