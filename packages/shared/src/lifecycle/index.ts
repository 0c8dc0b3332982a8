import type { Logger } from '../log/index.ts';
import type { Running } from './running.ts';

export { boundedCheck } from './bounded-check.ts';
export { type Repeating, repeat } from './repeat.ts';
export { runService } from './run-service.ts';
export type { Running } from './running.ts';

/** Collects opened parts, which are released in reverse order. */
export interface Releasers extends Running {
  add(name: string, release: () => Promise<unknown> | unknown): void;
}

/**
 * Opens things one after another; when one fails to open, those before it are released again.
 *
 * @param open  calls `add` after each thing it opened
 * @returns     what `open` answers, and how to stop it all
 */
export async function openInOrder<T extends object>(
  log: Logger,
  open: (releasers: Releasers) => Promise<T>,
): Promise<T & Running> {
  const releasers = createReleasers(log);
  try {
    return { ...(await open(releasers)), stop: releasers.stop };
  } catch (error) {
    await releasers.stop();
    throw error;
  }
}

function createReleasers(log: Logger): Releasers {
  const opened: { name: string; release: () => Promise<unknown> | unknown }[] = [];
  return {
    add: (name, release) => opened.push({ name, release }),
    async stop() {
      for (const { name, release } of opened.splice(0).reverse()) {
        try {
          await release();
        } catch (error) {
          log.error({ error, part: name }, 'part could not be released');
        }
      }
    },
  };
}
