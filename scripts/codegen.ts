// npm run codegen            writes services/*/src/graphql/schema.generated.ts from the schema.graphql beside it, and
//                            the console's typed operations
// npm run codegen -- --check exits 1 when a committed file is not what its schema generates
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { buildASTSchema, parse } from 'graphql';
import { consoleOperations, OPERATIONS_FILE } from './console-operations.ts';

const SUBGRAPHS = ['connections', 'sync', 'assets'];
const HEADER = '// Made by `npm run codegen` from schema.graphql. Do not edit.';
/**
 * Names what resolvers receive: `<GraphQLType>Mapper` is the parent of that type's resolvers, `Context` is their
 * context. A type without a mapper is returned whole, as the schema declares it.
 */
const MAPPERS = './schema.mappers.ts';

const isCheck = process.argv.includes('--check');
const outdated: string[] = [];

const folders = SUBGRAPHS.map((name) => fileURLToPath(new URL(`../services/${name}/src/graphql/`, import.meta.url)));
for (const folder of folders) update(`${folder}schema.generated.ts`, await typesOf(folder));
update(OPERATIONS_FILE, await consoleOperations(folders.map((folder) => `${folder}schema.graphql`)));
if (outdated.length > 0) {
  console.error(`out of date: ${outdated.join(', ')}; run npm run codegen`);
  process.exitCode = 1;
}

function update(file: string, generated: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === generated) return;
  if (isCheck) outdated.push(file);
  else writeFileSync(file, generated);
}

async function typesOf(folder: string): Promise<string> {
  const schema = parse(readFileSync(`${folder}schema.graphql`, 'utf8'));
  const mapped = mappedNames(`${folder}${MAPPERS}`);
  const types = await codegen({
    filename: `${folder}schema.generated.ts`,
    schema,
    schemaAst: buildASTSchema(schema, { assumeValidSDL: true }),
    documents: [],
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers: typescriptResolvers },
    config: {
      federation: true,
      enumsAsTypes: true,
      useTypeImports: true,
      skipTypename: true,
      importExtension: '.ts',
      scalars: {
        ID: 'string',
        DateTime: { input: 'string', output: 'Date | string' },
      },
      mappers: Object.fromEntries(mapped.types.map((name) => [name, `${MAPPERS}#${name}Mapper`])),
      ...(mapped.hasContext && { contextType: `${MAPPERS}#Context` }),
    },
  });
  return `${HEADER}\n${types}`;
}

function mappedNames(file: string): { types: string[]; hasContext: boolean } {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const exported = [...text.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name!);
  return {
    types: exported.filter((name) => name.endsWith('Mapper')).map((name) => name.slice(0, -'Mapper'.length)),
    hasContext: exported.includes('Context'),
  };
}
