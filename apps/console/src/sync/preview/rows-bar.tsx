import classes from './rows-bar.module.css';

interface Props {
  /** The data rows of the month. */
  limit: number;
  used: number;
  /** What the next sync needs at most. */
  needed: number;
}

/** The month's data rows as one bar: what is used, and what the next sync needs of the rest. The text is beside it. */
export function RowsBar({ limit, used, needed }: Props) {
  const whole = Math.max(limit, used, 1);
  const left = whole - used;
  const percent = (rows: number) => `${(Math.min(rows, whole) / whole) * 100}%`;
  return (
    <div className={classes.rows} aria-hidden>
      <div className={classes.track}>
        {used > 0 && <span className={classes.used} style={{ width: percent(used) }} />}
        {needed > 0 && (
          <span
            className={classes.needed}
            data-lacking={needed > left || undefined}
            style={{ width: percent(Math.min(needed, left)) }}
          />
        )}
      </div>
      <div className={classes.legend}>
        <span className={classes.isUsed}>used</span>
        <span className={classes.isNeeded} data-lacking={needed > left || undefined}>
          this sync
        </span>
        <span className={classes.isLeft}>left</span>
      </div>
    </div>
  );
}
