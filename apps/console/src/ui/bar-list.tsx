import type { ReactNode } from 'react';
import classes from './bar-list.module.css';

interface Props {
  /** In the order in which they are shown. */
  bars: readonly { key: string; name: ReactNode; count: number; text: string }[];
}

/** Named counts as bars. The longest bar fills its column. */
export function BarList({ bars }: Props) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className={classes.bars}>
      {bars.map(({ key, name, count, text }) => (
        <li key={key}>
          <span className={classes.name}>{name}</span>
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${(count / most) * 100}%` }} />
          </span>
          <span className="numbers">{text}</span>
        </li>
      ))}
    </ul>
  );
}
