import { type Problem, problem } from '@bucket-sync/shared/problem';

/** The organization has no run by the id of the request. */
export const unknownRun = (): Problem => problem('NOT_FOUND', 'There is no run by this id.', 'runId');
