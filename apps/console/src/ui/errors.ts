import { isWithoutAnswer } from '../api/failures.ts';
import { SignInServiceError } from '../api/sign-in-errors.ts';

/** Converts a thrown value to an Error, because JavaScript can throw any value. */
export const errorOf = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

const NO_ANSWER = 'Bucket Sync does not answer at the moment.';
const NO_SIGN_IN_SERVICE = 'The sign-in service does not answer at the moment.';

// Browsers describe a network failure in different and unclear words. The sentences below replace them.

/** Why a part of the screen could not be read. The console reads it again by itself. */
export const sentenceOfRead = (error: Error): string =>
  isWithoutAnswer(error) ? `${NO_ANSWER} It will be tried again.` : error.message;

/** Why what the person asked for could not be read, such as a download. It is asked for once. */
export function sentenceOfRequest(error: Error): string {
  if (error instanceof SignInServiceError) return `${NO_SIGN_IN_SERVICE} Try again.`;
  return isWithoutAnswer(error) ? `${NO_ANSWER} Try again.` : error.message;
}

/** Why a change was not made, or may not have been made. A change is not sent again after a failure. */
export function sentenceOfChange(error: Error): string {
  if (error instanceof SignInServiceError) return `${NO_SIGN_IN_SERVICE} Nothing was done. Try again.`;
  if (!isWithoutAnswer(error)) return error.message;
  return 'Bucket Sync did not answer, and it is not known whether this was done. Look, then try again.';
}
