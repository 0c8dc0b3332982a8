import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildASTSchema, type DefinitionNode, type DocumentNode, Kind, parse, visit } from 'graphql';

const root = fileURLToPath(new URL('..', import.meta.url));
const HEADER = '// Made by `npm run codegen` from the .graphql files of the console. Do not edit.';

export const OPERATIONS_FILE = `${root}apps/console/src/api/operations.generated.ts`;

/**
 * The console's operations as typed documents, checked against the subgraphs' schemas as one.
 *
 * @param subgraphs  paths of the schema.graphql files
 */
export async function consoleOperations(subgraphs: readonly string[]): Promise<string> {
  const schema = mergedSchema(subgraphs.map((path) => readFileSync(path, 'utf8')));
  const paths = globSync('apps/console/src/**/*.graphql', { cwd: root }).sort();
  const documents = paths.map((location) => ({ location, document: parse(readFileSync(root + location, 'utf8')) }));
  const code = await codegen({
    filename: OPERATIONS_FILE,
    schema,
    schemaAst: buildASTSchema(schema, { assumeValidSDL: true }),
    documents,
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations: typescriptOperations, documents: typedDocumentNode },
    config: {
      enumsAsTypes: true,
      enumType: 'string-literal',
      useTypeImports: true,
      dedupeFragments: true,
      // Apollo Client asks for it in every selection.
      nonOptionalTypename: true,
      scalars: { ID: 'string', DateTime: 'string' },
    },
  });
  return `${HEADER}\n${code}`;
}

/** What a client sees: the types of all subgraphs, each with the fields that any of them has. */
function mergedSchema(sources: readonly string[]): DocumentNode {
  const types = new Map<string, DefinitionNode>();
  for (const source of sources) {
    for (const definition of withoutDirectives(parse(source)).definitions) {
      if (!('name' in definition) || !definition.name) continue;
      const { value } = definition.name;
      types.set(value, merge(types.get(value), definition));
    }
  }
  return { kind: Kind.DOCUMENT, definitions: [...types.values()] };
}

function merge(known: DefinitionNode | undefined, added: DefinitionNode): DefinitionNode {
  if (known?.kind !== Kind.OBJECT_TYPE_DEFINITION || added.kind !== Kind.OBJECT_TYPE_DEFINITION) return added;
  const fields = [...(known.fields ?? []), ...(added.fields ?? [])];
  return { ...known, fields: [...new Map(fields.map((field) => [field.name.value, field])).values()] };
}

const withoutDirectives = (document: DocumentNode): DocumentNode =>
  visit(document, { Directive: () => null, SchemaExtension: () => null });
