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
import { badRequest, type CheckedOperation, checkOperation } from './check-operation.ts';
import { depthRules, MAX_EXPANDED_SELECTIONS, MAX_TOKENS } from './document-limits.ts';
import { expandedSelectionsRule } from './expanded-selections.ts';
import { schemaHider } from './hide-schema.ts';
import { unconditionalSubscriptionRule } from './subscription-root.ts';

/** An operation as a client sends it over any transport. */
export interface OperationRequest {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export interface Operation extends CheckedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
}

/**
 * Parses and checks an operation for the transports that do not pass through Apollo Server. The limits are the same as
 * those of HTTP.
 *
 * @returns the operation, or what is wrong with it, each error with its code
 */
export function readOperation(
  schema: GraphQLSchema,
  request: OperationRequest,
  options: { hidesSchema: boolean },
): Operation | readonly GraphQLError[] {
  const hide = options.hidesSchema ? schemaHider(request) : undefined;
  const withCode = (error: GraphQLError, code: string) =>
    new GraphQLError(hide?.(error.message) ?? error.message, {
      source: error.source,
      positions: error.positions,
      extensions: { code },
    });
  let document: DocumentNode;
  try {
    document = parse(request.query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
  }
  const firstRules = [
    ...specifiedRules,
    ...(options.hidesSchema ? [NoSchemaIntrospectionCustomRule] : []),
    expandedSelectionsRule(MAX_EXPANDED_SELECTIONS),
  ];
  for (const rules of [[unconditionalSubscriptionRule], firstRules, depthRules]) {
    const errors = validate(schema, document, rules, { maxErrors: 20 });
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  }
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return [badRequest('There is no such operation in the document')];
  const checked = checkOperation(schema, document, operation, request, options);
  if (!('cost' in checked)) return checked;
  return { document, operation, operationName: request.operationName ?? undefined, ...checked };
}
