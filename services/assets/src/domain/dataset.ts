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
 * The name without the spaces around it. Two datasets may have the same name: their ids and times distinguish them. So
 * a client can repeat a request after a lost answer.
 */
export function datasetName(given: string): string | Problem {
  const name = given.trim();
  // Counts code points: a letter counts once, even if UTF-16 needs two units.
  const { length } = Array.from(name);
  if (length === 0) return invalid('name', 'Give the dataset a name.');
  if (length > LONGEST_NAME)
    return invalid('name', `A name has ${LONGEST_NAME} characters at most; this has ${length}.`);
  if (/\p{Cc}|\p{Cs}/u.test(name))
    return invalid('name', 'A name holds no line breaks and no other control characters.');
  return name;
}
