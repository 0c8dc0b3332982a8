/** The member of every result union that tells the caller what to fix. */
export interface Problem {
  __typename: 'Problem';
  code: string;
  message: string;
}

/** @throws Error with the problem's own sentence */
export function unlessProblem<Result extends { __typename: string }>(result: Result | Problem): Result {
  if (isProblem(result)) throw new Error(`${result.code}: ${result.message}`);
  return result;
}

function isProblem(result: { __typename: string }): result is Problem {
  return result.__typename === 'Problem';
}
