import type { ConnectionPartsFragment, RunPartsFragment, SyncState } from '../api/operations.generated.ts';
import type { Tone } from '../ui/status/tone.ts';
import { countText, durationText, numberText } from '../ui/text/text.ts';

/** The state of a run, as the screen names it. */
export const RUN_STATES: Readonly<Record<SyncState, { label: string; tone: Tone }>> = {
  QUEUED: { label: 'Waiting to start', tone: 'busy' },
  RUNNING: { label: 'Syncing', tone: 'busy' },
  HELD: { label: 'Waiting for your answer', tone: 'warn' },
  SUCCEEDED: { label: 'Synced', tone: 'good' },
  SUCCEEDED_WITH_SKIPS: { label: 'Synced, with skipped files', tone: 'good' },
  FAILED: { label: 'Failed', tone: 'bad' },
  CANCELLED: { label: 'Cancelled', tone: 'quiet' },
};

type Progress = RunPartsFragment['progress'];

/** The number of objects whose result is known. */
export const doneOf = ({ listed, waiting }: Progress) => listed - waiting;

type Outcome = Pick<Progress, 'added' | 'updated' | 'renamed' | 'removed' | 'skipped' | 'listed'>;

/** What a run did so far, most important counts first: "160 added, 54 skipped". Empty while it changed nothing. */
export function changesText(progress: Outcome): string {
  const overwritten = progress.updated - progress.renamed;
  return [
    progress.added > 0 && `${numberText(progress.added)} added`,
    overwritten > 0 && `${numberText(overwritten)} updated`,
    progress.renamed > 0 && `${numberText(progress.renamed)} renamed`,
    progress.removed > 0 && `${numberText(progress.removed)} removed`,
    progress.skipped > 0 && `${numberText(progress.skipped)} skipped`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}

/** The result of a run that has ended. */
export function outcomeText(progress: Outcome): string {
  const changes = changesText(progress);
  if (changes) return changes;
  return progress.listed === 0 ? 'no files found' : `nothing new in ${countText(progress.listed, 'file')}`;
}

/** The last run of a connection in one line: its result, or why it ended without one. */
export function lastSyncText({ state, failure, progress }: NonNullable<ConnectionPartsFragment['lastSync']>): string {
  if (failure) return `Last sync: ${failure.message}`;
  if (state !== 'CANCELLED') return `Last sync: ${outcomeText(progress)}`;
  return `Last sync: ${changesText(progress) || 'nothing changed'} until it was cancelled`;
}

/** The speed of a run and its remaining time. */
export function speedText({ objectsPerSecond, secondsLeft }: Progress): string {
  const rate = objectsPerSecond > 0 ? `${numberText(Math.round(objectsPerSecond))} files/s` : undefined;
  const left =
    secondsLeft !== null && secondsLeft !== undefined ? `about ${durationText(secondsLeft)} left` : undefined;
  return [rate, left].filter(Boolean).join(' · ');
}
