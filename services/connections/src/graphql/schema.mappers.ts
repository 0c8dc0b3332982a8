import type { SubgraphContext } from '@bucket-sync/shared/subgraph';
import type { SetupFacts } from '../domain/aws/handoff/setup-facts.ts';
import type { Connection } from '../domain/connection.ts';
import type { Health } from '../domain/health.ts';
import type { ConnectionsParts } from './parts-of-caller.ts';

export type Context = SubgraphContext<ConnectionsParts>;

export type BucketConnectionMapper = Connection;
export type ConnectionSetupMapper = Connection;
export type SetupHandoffMapper = SetupFacts;
export interface ConnectionHealthMapper {
  readonly connection: Connection;
  readonly health: Health;
  /** A remedy names today's bucket and role, so an earlier check has none. */
  readonly isCurrent: boolean;
}
/** This subgraph only lists a dataset's connections. */
export interface DatasetMapper {
  readonly id: string;
}
/** With the fields that the gateway fetches from assets (`@requires`). */
export interface AssetMapper {
  readonly id: string;
  readonly bucketConnectionId: string;
  readonly objectKey: string;
  readonly contentType: string;
}
