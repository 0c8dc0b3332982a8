import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { depthAndCostRules, MAX_EXPANDED_SELECTIONS, MAX_TOKENS } from './document-limits.ts';
import { expandedSelectionsRule } from './expanded-selections.ts';

/** An operation as a client sends it, by whatever transport. */
export interface OperationRequest {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export interface Operation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
  /** Coerced, with the operation's own defaults. */
  variables: Record<string, unknown>;
}

/**
 * Parses and validates an operation under the same limits that Apollo Server holds for HTTP, for the transports that
 * do not pass through it.
 *
 * @returns the operation, or what is wrong with it, each error with its code
 */
export function readOperation(
  schema: GraphQLSchema,
  request: OperationRequest,
  options: { hidesSchema: boolean },
): Operation | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(request.query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
  const firstRules = [
    ...specifiedRules,
    ...(options.hidesSchema ? [NoSchemaIntrospectionCustomRule] : []),
    expandedSelectionsRule(MAX_EXPANDED_SELECTIONS),
  ];
  for (const rules of [firstRules, depthAndCostRules]) {
    const errors = validate(schema, document, rules, { maxErrors: 20 });
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  }
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return [badRequest('There is no such operation in the document')];
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}, {
    maxErrors: 20,
  });
  if (errors) return errors.map((error) => withCode(error, 'BAD_REQUEST'));
  return { document, operation, operationName: request.operationName ?? undefined, variables: coerced };
}

export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}

/** graphql-js names the nearest field of the schema; clients are not told. */
const SUGGESTION = / ?Did you mean .+\?$/;

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message.replace(SUGGESTION, ''), {
    source: error.source,
    positions: error.positions,
    extensions: { code },
  });
}
