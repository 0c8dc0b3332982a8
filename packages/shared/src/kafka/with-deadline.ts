import { AppError } from '../errors/index.ts';

/** @throws AppError DEADLINE_EXCEEDED when `work` takes longer; it may continue, but its result is ignored */
export async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('DEADLINE_EXCEEDED', { deadlineMs })), deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
