import { SYNC_STATES } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import { hasEnded, type RunPhase, type RunTransition, transition } from '../../../src/domain/run/run-state.ts';

const failure = { code: 'LIST_DENIED', message: 'The role may not list the bucket' };

/** Each transition with the states that allow it, and the state it leads to. */
const ALLOWED: [RunTransition, string[], string][] = [
  [{ kind: 'START' }, ['QUEUED'], 'RUNNING'],
  [{ kind: 'HOLD' }, ['RUNNING'], 'HELD'],
  [{ kind: 'CHECK' }, ['HELD'], 'RUNNING'],
  [{ kind: 'REMOVE' }, ['RUNNING', 'HELD'], 'RUNNING'],
  [{ kind: 'KEEP' }, ['HELD'], 'RUNNING'],
  [{ kind: 'END', state: 'SUCCEEDED' }, ['RUNNING'], 'SUCCEEDED'],
  [{ kind: 'FAIL', failure }, ['QUEUED', 'RUNNING', 'HELD'], 'FAILED'],
  [{ kind: 'CANCEL' }, ['QUEUED', 'RUNNING', 'HELD'], 'CANCELLED'],
];

test.each(ALLOWED)('%o is allowed in %j only, and leads to %s', (change, allowed, next) => {
  for (const state of SYNC_STATES) {
    const after = transition({ state, removals: 'UNDECIDED', failure: null }, change);
    expect(after?.state ?? null).toBe(allowed.includes(state) ? next : null);
  }
});

test('only a run that looks for its missing files again continues with their removal', () => {
  for (const removals of ['UNDECIDED', 'HELD', 'KEPT', 'REMOVING', 'CHECKING'] as const) {
    const after = transition({ state: 'RUNNING', removals, failure: null }, { kind: 'CHECKED' });
    expect(after?.removals ?? null).toBe(removals === 'CHECKING' ? 'REMOVING' : null);
  }
});

test('no transition leaves a state in which a run has ended', () => {
  for (const state of SYNC_STATES.filter(hasEnded)) {
    const phase: RunPhase = { state, removals: 'KEPT', failure: null };
    for (const [change] of ALLOWED) expect(transition(phase, change)).toBeNull();
  }
});

test('only a failed run has a failure', () => {
  const running: RunPhase = { state: 'RUNNING', removals: 'UNDECIDED', failure: null };
  for (const [change] of ALLOWED) {
    expect(transition(running, change)?.failure ?? null).toEqual(change.kind === 'FAIL' ? failure : null);
  }
});
