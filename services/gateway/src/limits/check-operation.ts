import { type DocumentNode, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { wrongText } from './check-texts.ts';
import { schemaHider } from './hide-schema.ts';
import { type Measure, measureOperation } from './measure-operation.ts';

export interface CheckedOperation extends Measure {
  /** Coerced, with the operation's own defaults. */
  variables: Record<string, unknown>;
}

/**
 * The last checks before an operation runs, for every transport: its texts, its variables and its cost.
 *
 * @param operation  validated against the schema
 * @returns          the coerced variables and the cost, or what is wrong, each error with its code
 */
export function checkOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  request: { query?: string | undefined; variables?: Record<string, unknown> | null | undefined },
  options: { hidesSchema: boolean },
): CheckedOperation | readonly GraphQLError[] {
  const problem = wrongText(document, request.variables);
  if (problem) return [badRequest(problem)];
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}, {
    maxErrors: 20,
  });
  if (errors) {
    const hide = options.hidesSchema ? schemaHider(request) : undefined;
    return errors.map(({ message }) => badRequest(hide?.(message) ?? message));
  }
  try {
    return { variables: coerced, ...measureOperation(schema, document, operation, coerced) };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}
