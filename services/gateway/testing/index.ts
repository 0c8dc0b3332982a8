/** What benchmarks and system tests may use of this service's internals. They import nothing else of it. */
export { loadSupergraph } from '../src/federation/supergraph.ts';
export { aRun, createFeed } from '../test/support/feed.ts';
export { startGateway } from '../test/support/gateway.ts';
export { serveForEach, serveReadyText } from '../test/support/ordinary-servers.ts';
export { type KnownIds, randomAcceptedQuery } from '../test/support/random-queries.ts';
export { type Subscribers, startSubscribers } from '../test/support/subscribers.ts';
