import type { WriteStream } from 'node:tty';
import type { Run } from '../gateway-client/sync-bucket.ts';

export interface ProgressDisplay {
  show(run: Run): void;
  /** Keeps the last state on the screen and starts a new line. */
  end(): void;
}

const BAR_CELLS = 30;
/** Without a terminal, lines cannot be overwritten; one a second is enough. */
const BETWEEN_LINES_MS = 1_000;

/** Shows the progress of a sync: one line that is overwritten on a terminal, plain lines elsewhere. */
export function progressDisplay(stream: NodeJS.WritableStream): ProgressDisplay {
  const terminal = stream as WriteStream;
  if (!terminal.isTTY) return plainLines(stream);
  return {
    show(run) {
      // The last column stays free, because a terminal may wrap after it. A terminal of unknown width reports 0
      // columns.
      const widest = terminal.columns > 0 ? terminal.columns - 1 : Number.POSITIVE_INFINITY;
      terminal.write(`\r${progressLine(run, widest)}\u001b[K`);
    },
    end: () => terminal.write('\n'),
  };
}

function plainLines(stream: NodeJS.WritableStream): ProgressDisplay {
  let shownAt = 0;
  let last = '';
  let shown = '';
  const write = () => {
    if (last === shown) return;
    stream.write(`${last}\n`);
    shown = last;
  };
  return {
    show(run) {
      last = progressLine(run);
      if (Date.now() - shownAt < BETWEEN_LINES_MS) return;
      shownAt = Date.now();
      write();
    },
    end: write,
  };
}

/**
 * "█████░░░░░  50 %  100 of 214 running · 1 s left · 80 added · 20 skipped · 900 a second"
 *
 * While the objects are counted: "░░░░░░░░░░  counting …  80 of 100 so far · 80 added".
 *
 * @param widest  in cells; a longer line loses whole parts from its end, then the bar
 */
export function progressLine({ state, progress }: Run, widest = Number.POSITIVE_INFINITY): string {
  const { fraction, listed, secondsLeft } = progress;
  const full = Math.round((fraction ?? 0) * BAR_CELLS);
  const bar = `  ${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
  const done = listed - progress.waiting;
  const word = state.toLowerCase().replaceAll('_', ' ');
  const isCounted = fraction !== null;
  const head = isCounted
    ? `${`${Math.floor(fraction * 100)}`.padStart(3)} %  ${done} of ${listed} ${word}`
    : ` ${state === 'RUNNING' ? 'counting …' : word}${listed > 0 ? `  ${done} of ${listed} so far` : ''}`;
  const parts = [
    head,
    ...(isCounted && secondsLeft ? [`${secondsLeft} s left`] : []),
    ...counted(progress.unchanged, 'unchanged'),
    ...counted(progress.added, 'added'),
    ...counted(progress.updated, 'updated'),
    ...counted(progress.skipped, 'skipped'),
    ...counted(progress.removed, 'removed'),
    ...counted(Math.round(progress.objectsPerSecond), 'a second'),
  ];
  for (let kept = parts.length; kept > 0; kept -= 1) {
    const line = `${bar} ${parts.slice(0, kept).join(' · ')}`;
    if (line.length <= widest) return line;
  }
  return head.slice(0, widest);
}

function counted(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${what}`] : [];
}
