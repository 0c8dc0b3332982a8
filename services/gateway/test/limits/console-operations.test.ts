import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type DefinitionNode,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isRequiredInputField,
  Kind,
  type OperationDefinitionNode,
  parse,
  parseType,
  print,
  typeFromAST,
  visit,
} from 'graphql';
import { expect, test } from 'vitest';
import { loadSupergraph } from '../../src/federation/supergraph.ts';
import { readOperation } from '../../src/limits/read-operation.ts';

const { schema } = loadSupergraph();
const root = fileURLToPath(new URL('../../../../apps/console/src', import.meta.url));
const definitions = globSync(`${root}/**/*.graphql`).flatMap((file) => parse(readFileSync(file, 'utf8')).definitions);
const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);

/** The largest page that the console requests, and inputs that pass the coercion. */
const VARIABLES: Record<string, unknown> = {
  first: 100,
  filter: { connectionId: 'x' },
  skip: 100_000,
};

test.each(operations.map((operation) => [operation.name?.value, operation] as const))(
  'the gateway accepts the console’s operation: %s',
  (_, operation) => {
    const query = [operation, ...fragmentsOf(operation)].map(print).join('\n');
    const read = readOperation(schema, { query, variables: variablesOf(operation) }, { hidesSchema: false });
    expect('cost' in read ? undefined : read.map(({ message }) => message)).toBeUndefined();
  },
);

function fragmentsOf(from: DefinitionNode, found = new Set<DefinitionNode>()): DefinitionNode[] {
  visit(from, {
    FragmentSpread({ name }) {
      const fragment = definitions.find(
        (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name.value,
      );
      if (!fragment || found.has(fragment)) return;
      found.add(fragment);
      fragmentsOf(fragment, found);
    },
  });
  return [...found];
}

/** A value for every required variable. */
function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  const known = variableDefinitions.map(({ variable, type }) => {
    const name = variable.name.value;
    const text = print(type);
    if (name in VARIABLES) return [name, VARIABLES[name]];
    return [name, type.kind === Kind.NON_NULL_TYPE ? valueOfType(text) : undefined];
  });
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

function valueOfType(text: string): unknown {
  const type = getNamedType(typeFromAST(schema, parseType(text)));
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return type?.name === 'Int' ? 1 : 'x';
  const fields = Object.values(type.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(fields.map(({ name, type: of }) => [name, valueOfType(String(of))]));
}
