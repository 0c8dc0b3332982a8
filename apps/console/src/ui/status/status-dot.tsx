import classes from './status.module.css';
import type { Tone } from './tone.ts';

/** A state in one word, with a color of the same meaning. */
export function StatusText({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return (
    <span className={classes.status} data-tone={tone}>
      <span className={classes.dot} aria-hidden />
      {children}
    </span>
  );
}
