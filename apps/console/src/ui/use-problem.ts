import { useState } from 'react';
import { errorOf, sentenceOfChange } from './errors.ts';

export interface Problem {
  message: string;
  field: string | null;
}

interface ProblemResult {
  __typename: string;
  message?: string;
  field?: string | null;
}

type Made<Result> = Exclude<Result, { __typename: 'Problem' }>;

/** Runs a mutation that returns its result or a Problem. A failure becomes a Problem too. */
export async function outcomeOf<Result extends ProblemResult>(
  ask: () => Promise<Result | undefined>,
): Promise<{ made: Made<Result>; problem?: undefined } | { made?: undefined; problem: Problem }> {
  try {
    const result = await ask();
    if (result && isMade(result)) return { made: result };
    const message =
      result?.message ?? 'There was no answer, and it is not known whether this was done. Look, then try again.';
    return { problem: { message, field: result?.field ?? null } };
  } catch (error) {
    return { problem: { message: sentenceOfChange(errorOf(error)), field: null } };
  }
}

/**
 * Runs mutations that return their result or a Problem, and keeps the Problem for the screen.
 *
 * @returns `run` resolves with the answer, or undefined when there is a problem
 */
export function useProblem() {
  const [problem, setProblem] = useState<Problem>();
  async function run<Result extends ProblemResult>(
    ask: () => Promise<Result | undefined>,
  ): Promise<Made<Result> | undefined> {
    setProblem(undefined);
    const outcome = await outcomeOf(ask);
    setProblem(outcome.problem);
    return outcome.made;
  }
  return { problem, run, clear: () => setProblem(undefined) };
}

const isMade = <Result extends ProblemResult>(result: Result): result is Made<Result> =>
  result.__typename !== 'Problem';
