import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { AppError } from '@bucket-sync/shared/errors';
import { parse } from 'graphql';
import { SUBGRAPHS } from './subgraphs.ts';

const HEADER = '# Made by `npm run compose` from services/*/src/graphql/schema.graphql. Do not edit.\n';

/**
 * Composes the subgraph schemas of the source tree into the supergraph that the gateway loads. Its subgraph URLs are
 * placeholders; the settings of each process hold the real ones.
 *
 * @throws AppError BAD_CONFIGURATION that names every composition error
 */
export function composeSupergraph(): string {
  const { errors, supergraphSdl } = composeServices(
    SUBGRAPHS.map((name) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: parse(schemaOf(name)) })),
  );
  if (supergraphSdl === undefined) {
    const problems = errors?.map((error) => `  ${error.message.replaceAll('\n', '\n    ')}`).join('\n');
    throw new AppError('BAD_CONFIGURATION', { problems });
  }
  return `${HEADER}${supergraphSdl}\n`;
}

function schemaOf(subgraph: string): string {
  return readFileSync(new URL(`../../../${subgraph}/src/graphql/schema.graphql`, import.meta.url), 'utf8');
}
