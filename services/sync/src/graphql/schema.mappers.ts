import type { RunSnapshot } from '@bucket-sync/shared/contracts';
import type { SubgraphContext } from '@bucket-sync/shared/subgraph';
import type { Schedule } from '../domain/schedule.ts';
import type { SyncParts } from './parts-of-caller.ts';

// The parent types of the resolvers. `npm run codegen` reads their names.
export type Context = SubgraphContext<SyncParts>;
export type SyncRunMapper = RunSnapshot;
export type BucketConnectionMapper = { id: string };
/** Null: the connection syncs only by hand. */
export type SyncScheduleMapper = { schedule: Schedule | null };
