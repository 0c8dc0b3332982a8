import type { Caller } from '@bucket-sync/shared/auth';
import type { Deadline } from './deadline.ts';

/** The context of one operation, from the client's transport to every fetch from a subgraph. */
export interface RequestContext {
  caller: Caller;
  deadline: Deadline;
}
