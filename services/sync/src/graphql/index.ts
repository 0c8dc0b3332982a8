export { partsOfCaller, type SyncParts } from './parts-of-caller.ts';
export { createPeers, type Peers } from './peers.ts';
export { resolvers } from './resolvers.ts';
