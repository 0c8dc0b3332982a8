import { readFileSync } from 'node:fs';
import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';

/** The committed supergraph, as `npm run compose` writes it. */
export const SUPERGRAPH_FILE = new URL('../../supergraph.generated.graphql', import.meta.url);

/** The composed graph, in the forms that planning and execution need. */
export interface LoadedSupergraph {
  sdl: string;
  /** What clients see: without everything @inaccessible. */
  schema: GraphQLSchema;
  apiSchema: Schema;
  supergraphSchema: GraphQLSchema;
  planner: QueryPlanner;
}

/** @throws when the file is missing or is not a supergraph: the gateway cannot start without it */
export function loadSupergraph(file: URL = SUPERGRAPH_FILE): LoadedSupergraph {
  const sdl = readFileSync(file, 'utf8');
  const supergraph = Supergraph.build(sdl);
  const apiSchema = supergraph.apiSchema();
  return {
    sdl,
    schema: apiSchema.toGraphQLJSSchema(),
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
  };
}
