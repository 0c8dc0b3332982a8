import { join } from 'node:path';
import type { Endpoints } from '../settings/endpoints-file.ts';

/** The addresses of the stack, and an example request. */
export function addressLines(endpoints: Endpoints, stateFolder: string): string[] {
  const graphqlUrl = `${endpoints.gatewayUrl}/graphql`;
  const { awsEndpointUrl, kafkaBrokers, tokens } = endpoints;
  return [
    '',
    `  Console     ${endpoints.consoleUrl}  (sign in as acme's editor or viewer, globex or hobby)`,
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
