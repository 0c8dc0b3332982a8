import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  type ValidationContext,
  validate,
} from 'graphql';
import { MAX_TOKENS } from './document-limits.ts';

const CONDITIONS = ['skip', 'include'];

/**
 * Refuses @skip and @include on the root field of a subscription, and on the fragments that select it. It must pass
 * before the rules of graphql-js 16: they throw at such a directive whose condition is a variable.
 *
 * @see https://spec.graphql.org/September2025/ 5.2.4.1 (single root field)
 */
export function unconditionalSubscriptionRule(context: ValidationContext): ASTVisitor {
  const seen = new Set<string>();

  function check(selectionSet: SelectionSetNode): void {
    for (const selection of selectionSet.selections) {
      const condition = selection.directives?.find(({ name }) => CONDITIONS.includes(name.value));
      if (condition) {
        const name = condition.name.value;
        const message = `The root field of a subscription cannot have the directive "@${name}".`;
        context.reportError(new GraphQLError(message, { nodes: condition }));
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) check(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
      seen.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) check(fragment.selectionSet);
    }
  }

  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation === OperationTypeNode.SUBSCRIPTION) check(selectionSet);
      return false;
    },
  };
}

/**
 * The errors of `unconditionalSubscriptionRule` for a text. Apollo Server cannot run a rule before those of graphql-js,
 * and answers 500 when one throws, even for another operation of the document.
 *
 * @param query  as the client sent it; text that is no document has no errors here
 */
export function conditionalSubscriptions(schema: GraphQLSchema, query: unknown): readonly GraphQLError[] {
  if (typeof query !== 'string' || !query.includes('subscription')) return [];
  try {
    return validate(schema, parse(query, { maxTokens: MAX_TOKENS }), [unconditionalSubscriptionRule]);
  } catch (error) {
    // Apollo Server reports the syntax error.
    if (error instanceof GraphQLError) return [];
    throw error;
  }
}
