import type { WriteStream } from 'node:tty';
import type { Run } from '../wizard/sync-bucket.ts';

export interface ProgressDisplay {
  show(run: Run): void;
  /** Leaves the last state on the screen and goes to the next line. */
  end(): void;
}

const BAR_CELLS = 30;
/** Where lines cannot be drawn over, one now and then is enough. */
const BETWEEN_LINES_MS = 1_000;

/** The progress of a sync: one line that is drawn over on a terminal, plain lines elsewhere. */
export function progressDisplay(stream: NodeJS.WritableStream): ProgressDisplay {
  const terminal = stream as WriteStream;
  if (!terminal.isTTY) return plainLines(stream);
  return {
    show(run) {
      const line = [...progressLine(run)].slice(0, terminal.columns - 1).join('');
      terminal.write(`\r${line}\u001b[K`);
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

/** "█████░░░░░  50 %  100 of 214 · 80 added · 20 skipped · 900/s · 1 s left" */
export function progressLine({ state, progress }: Run): string {
  const fraction = progress.fraction ?? 0;
  const full = Math.round(fraction * BAR_CELLS);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
  const percent = progress.fraction === null ? ' ? ' : `${Math.floor(fraction * 100)}`.padStart(3);
  const done = progress.listed - progress.waiting;
  const parts = [
    `${done} of ${progress.listed} ${state.toLowerCase().replaceAll('_', ' ')}`,
    ...counted(progress.unchanged, 'unchanged'),
    ...counted(progress.added, 'added'),
    ...counted(progress.updated, 'updated'),
    ...counted(progress.skipped, 'skipped'),
    ...counted(progress.removed, 'removed'),
    ...counted(Math.round(progress.objectsPerSecond), 'a second'),
    ...(progress.secondsLeft ? [`${progress.secondsLeft} s left`] : []),
  ];
  return `  ${bar} ${percent} %  ${parts.join(' · ')}`;
}

function counted(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${what}`] : [];
}
