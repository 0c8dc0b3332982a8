/** The parts of the stack that system tests and benchmarks use. They import nothing else of it. */
export { type GraphqlClient, graphqlClient } from './gateway-client/graphql-client.ts';
export { issueToken, type Role } from './issuer/issue-token.ts';
export { loadOrCreateSigningKey } from './issuer/signing-key.ts';
export { freePort } from './ports/free-port.ts';
export { portOwner } from './ports/port-owner.ts';
export { createServiceDatabase, serviceDatabaseUrl } from './postgres/service-database.ts';
export { startPostgres } from './postgres/start-postgres.ts';
export { startReaper } from './processes/start-reaper.ts';
export { BUCKET_REGION, type CustomerClients, customerClients } from './sample/customer-clients.ts';
export { distinct } from './sample/distinct.ts';
export type { Endpoints } from './settings/endpoints-file.ts';
export { portVariable } from './settings/ports.ts';
