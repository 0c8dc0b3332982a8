export { partsOfCaller } from './parts-of-caller.ts';
export { createPeers, type Peers } from './peers.ts';
export { resolvers, type SyncParts } from './resolvers.ts';
