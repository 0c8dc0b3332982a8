export { createSubgraphClient, type SubgraphClient } from './client.ts';
export { CLIENT_ERROR_CODES, toClientError } from './client-error.ts';
export { listPage, pageLength } from './list-page.ts';
export { dateTime, requireEditor, requireService } from './schema-parts.ts';
export { type SubgraphContext, serveSubgraph } from './server.ts';
