import { type RunSnapshot, runEnded } from '@bucket-sync/shared/contracts';
import { type EventHandler, handle } from '@bucket-sync/shared/kafka';

/** The effect of each message. A message may be delivered again, and its handler may run twice. */
export interface Reactions {
  noteRunEnd(run: RunSnapshot): Promise<void>;
}

export function connectionsHandlers(reactions: Reactions): EventHandler[] {
  return [handle(runEnded, (run) => reactions.noteRunEnd(run))];
}
