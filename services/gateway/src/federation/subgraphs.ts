/** The subgraphs, by the names they have in the composed supergraph. */
export const SUBGRAPHS = ['connections', 'sync', 'assets'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

/** Where a subgraph listens, and the secret that the callers sent to it are signed with. */
export interface SubgraphAddress {
  /** Base URL without a slash at its end; GraphQL is at /graphql, subscriptions at /graphql/stream. */
  url: string;
  secret: string;
}
export type SubgraphAddresses = Readonly<Record<SubgraphName, SubgraphAddress>>;

export function isSubgraphName(name: string): name is SubgraphName {
  return SUBGRAPHS.some((subgraph) => subgraph === name);
}
