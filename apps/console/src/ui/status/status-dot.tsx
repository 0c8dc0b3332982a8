import type { Tone } from '../../sync/run-words.ts';
import classes from './status.module.css';

/** A state in one word, with a color that says the same. */
export function StatusText({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return (
    <span className={classes.status} data-tone={tone}>
      <span className={classes.dot} aria-hidden />
      {children}
    </span>
  );
}
