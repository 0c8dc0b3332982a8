import { type RunSnapshot, runEnded } from '@bucket-sync/shared/contracts';
import { type EventHandler, handle } from '@bucket-sync/shared/kafka';

/** What this service does when a message arrives. It may be called again with the same message. */
export interface Reactions {
  noteRunEnd(run: RunSnapshot): Promise<void>;
}

export function connectionsHandlers(reactions: Reactions): EventHandler[] {
  return [handle(runEnded, (run) => reactions.noteRunEnd(run))];
}
