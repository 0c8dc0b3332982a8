import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** A list of names and values, one pair a line. */
export function Facts({ entries }: { entries: readonly { name: string; value: ReactNode }[] }) {
  return (
    <dl className={classes.facts}>
      {entries.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
