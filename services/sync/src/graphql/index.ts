export { partsOfCaller } from './parts-of-caller.ts';
export { createPeers } from './peers.ts';
export { resolvers } from './resolvers.ts';
