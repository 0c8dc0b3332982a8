/** The member of every result union that tells the caller what to mend. */
export interface Problem {
  __typename: 'Problem';
  code: string;
  message: string;
}

/** @throws Error with the problem's own sentence */
export function unlessProblem<Result extends { __typename: string }>(
  result: Result | Problem,
): Exclude<Result, Problem> {
  if (result.__typename === 'Problem') throw new Error(`${(result as Problem).code}: ${(result as Problem).message}`);
  return result as Exclude<Result, Problem>;
}
