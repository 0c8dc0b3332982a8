import type { RunPartsFragment } from '../api/operations.generated.ts';
import { countText, numberText } from '../ui/text/text.ts';
import { changesText, doneOf, speedText } from './run-words.ts';
import classes from './sync-bar.module.css';

/** The progress of an open run, its speed and its results so far. */
export function SyncBar({ run, label }: { run: RunPartsFragment; label: string }) {
  const { progress, state } = run;
  const { fraction } = progress;
  const percent = fraction === null ? undefined : Math.floor(fraction * 100);
  const isHeld = state === 'HELD';
  const [changes, speed] = [changesText(progress), isHeld ? '' : speedText(progress)];
  return (
    <div className={classes.sync}>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        data-unknown={percent === undefined || undefined}
        data-held={isHeld || undefined}
      >
        <div className={classes.fill} style={percent === undefined ? undefined : { width: `${percent}%` }} />
      </div>
      {state !== 'QUEUED' && (
        <div className={classes.words}>
          <span className="numbers">{filesText(progress)}</span>
          {percent !== undefined && !isHeld && <span className="numbers">{percent} %</span>}
        </div>
      )}
      {(changes || speed) && (
        <div className={classes.words}>
          <span className="numbers">{changes}</span>
          <span className="numbers">{speed}</span>
        </div>
      )}
      {progress.waitingFor && <p className={classes.waiting}>Waiting for {progress.waitingFor}</p>}
    </div>
  );
}

function filesText(progress: RunPartsFragment['progress']): string {
  const { listed, listingDone } = progress;
  if (listed === 0 && !listingDone) return 'Listing the bucket …';
  return `${numberText(doneOf(progress))} of ${listingDone ? '' : 'at least '}${countText(listed, 'file')}`;
}
