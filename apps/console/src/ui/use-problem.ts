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

/**
 * Runs mutations that return their result or a Problem, and keeps the Problem for the screen.
 *
 * @returns `run` resolves with the answer, or undefined when there is a problem
 */
export function useProblem() {
  const [problem, setProblem] = useState<Problem>();
  async function run<Result extends ProblemResult>(
    ask: () => Promise<Result | undefined>,
  ): Promise<Exclude<Result, { __typename: 'Problem' }> | undefined> {
    setProblem(undefined);
    try {
      const result = await ask();
      if (result && isMade(result)) return result;
      setProblem({
        message:
          result?.message ?? 'There was no answer, and it is not known whether this was done. Look, then try again.',
        field: result?.field ?? null,
      });
    } catch (error) {
      setProblem({ message: sentenceOfChange(errorOf(error)), field: null });
    }
    return undefined;
  }
  return { problem, run, clear: () => setProblem(undefined) };
}

const isMade = <Result extends ProblemResult>(result: Result): result is Exclude<Result, { __typename: 'Problem' }> =>
  result.__typename !== 'Problem';
