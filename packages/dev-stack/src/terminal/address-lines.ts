import { join } from 'node:path';
import type { Addresses } from '../settings/endpoints-file.ts';

/** The addresses of the stack, and an example request. */
export function addressLines(addresses: Addresses, stateFolder: string): string[] {
  const graphqlUrl = `${addresses.gatewayUrl}/graphql`;
  const { awsEndpointUrl, kafkaBrokers, tokens } = addresses;
  return [
    '',
    `  Console     ${addresses.consoleUrl}  (sign in as acme's editor or viewer, globex or hobby)`,
    `  GraphQL     ${graphqlUrl}  (subscriptions: ${graphqlUrl.replace(/^http/, 'ws')})`,
    `  AWS         ${awsEndpointUrl}  (sandbox: STS, IAM, S3)`,
    `  Kafka       ${kafkaBrokers}`,
    `  All of it   ${join(stateFolder, 'endpoints.json')}  (tokens of acme, globex and hobby too)`,
    `  Logs        ${stateFolder}/*.log`,
    '',
    '  As an editor of acme:',
    '',
    `  curl ${graphqlUrl} -H 'content-type: application/json' -H 'authorization: Bearer ${tokens.acme}' \\`,
    `    -d '{"query":"{ bucketConnections { name health { indicator } lastSync { state } } }"}'`,
    '',
  ];
}
