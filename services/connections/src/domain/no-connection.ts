import { type Problem, problem } from '@bucket-sync/shared/problem';

export function noConnection(): Problem {
  return problem('NOT_FOUND', 'There is no connection by this id.', 'id');
}
