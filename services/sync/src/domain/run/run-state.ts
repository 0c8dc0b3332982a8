import type { SyncState } from '@bucket-sync/shared/contracts';
import { unreachable } from '@bucket-sync/shared/errors';

/**
 * UNDECIDED until the listing is complete; HELD while a person has to decide. CHECKING while the missing files are
 * listed again, after a person decided to remove them.
 */
export type Removals = 'UNDECIDED' | 'HELD' | 'CHECKING' | 'REMOVING' | 'KEPT';

export interface RunFailure {
  code: string;
  /** One plain sentence, which is stored and published on the public topic. */
  message: string;
}

/** The part of a run that only a transition changes. */
export interface RunPhase {
  state: SyncState;
  removals: Removals;
  failure: RunFailure | null;
}

export type RunTransition =
  /** The connection was checked and is healthy. */
  | { kind: 'START' }
  /** The next possible renames are matched with missing objects. */
  | { kind: 'MATCH_RENAMES' }
  /** Too many objects are missing or no longer fit: a person decides. */
  | { kind: 'HOLD' }
  /** A person decided to remove the missing files. They are listed again first. */
  | { kind: 'CHECK' }
  /** The missing files were listed again. Those that are still missing are removed in the next steps. */
  | { kind: 'CHECKED' }
  /** Missing objects are sent to be removed. After them, assets that no longer fit are sent to be withdrawn. */
  | { kind: 'REMOVE' }
  /** A person decided that these assets stay. */
  | { kind: 'KEEP' }
  | { kind: 'END'; state: 'SUCCEEDED' | 'SUCCEEDED_WITH_SKIPS' }
  | { kind: 'FAIL'; failure: RunFailure }
  | { kind: 'CANCEL' };

const ENDED: readonly SyncState[] = ['SUCCEEDED', 'SUCCEEDED_WITH_SKIPS', 'FAILED', 'CANCELLED'];

export const hasEnded = (state: SyncState) => ENDED.includes(state);

/**
 * The state machine of a run.
 *
 * @returns the phase after the transition; null when the run's state does not allow it
 */
export function transition(phase: RunPhase, change: RunTransition): RunPhase | null {
  const { state } = phase;
  switch (change.kind) {
    case 'START':
      return state === 'QUEUED' ? { ...phase, state: 'RUNNING' } : null;
    case 'MATCH_RENAMES':
      return state === 'RUNNING' ? phase : null;
    case 'HOLD':
      return state === 'RUNNING' ? { ...phase, state: 'HELD', removals: 'HELD' } : null;
    case 'CHECK':
      return state === 'HELD' ? { ...phase, state: 'RUNNING', removals: 'CHECKING' } : null;
    case 'CHECKED':
      return state === 'RUNNING' && phase.removals === 'CHECKING' ? { ...phase, removals: 'REMOVING' } : null;
    case 'REMOVE':
      return state === 'RUNNING' || state === 'HELD' ? { ...phase, state: 'RUNNING', removals: 'REMOVING' } : null;
    case 'KEEP':
      return state === 'HELD' ? { ...phase, state: 'RUNNING', removals: 'KEPT' } : null;
    case 'END':
      return state === 'RUNNING' ? { ...phase, state: change.state } : null;
    case 'FAIL':
      return hasEnded(state) ? null : { ...phase, state: 'FAILED', failure: change.failure };
    case 'CANCEL':
      return hasEnded(state) ? null : { ...phase, state: 'CANCELLED' };
    default:
      return unreachable(change);
  }
}
