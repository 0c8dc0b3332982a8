export { createAssetsClient } from './assets-client.ts';
export { partsOfCaller } from './parts-of-caller.ts';
export { resolvers } from './resolvers.ts';
