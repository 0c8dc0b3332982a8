import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/**
 * Refuses an operation of more than `limit` selections once its fragments are written out. Each fragment is counted
 * once, so the check itself takes time in proportion to the document, whatever it expands to.
 */
export function expandedSelectionsRule(limit: number) {
  return (context: ValidationContext): ASTVisitor => {
    const counted = new Map<string, number>();

    function count(selectionSet: SelectionSetNode): number {
      let selections = 0;
      for (const selection of selectionSet.selections) {
        selections += 1;
        if (selection.kind === Kind.FRAGMENT_SPREAD) selections += countFragment(selection.name.value);
        else if (selection.selectionSet) selections += count(selection.selectionSet);
      }
      return selections;
    }

    function countFragment(name: string): number {
      const known = counted.get(name);
      if (known !== undefined) return known;
      // A fragment that leads back to itself is refused by another rule; here it must only not go on for ever.
      counted.set(name, 0);
      const fragment = context.getFragment(name);
      const selections = fragment ? count(fragment.selectionSet) : 0;
      counted.set(name, selections);
      return selections;
    }

    return {
      OperationDefinition(operation) {
        if (count(operation.selectionSet) > limit) {
          context.reportError(new GraphQLError(`The operation asks for more than ${limit} selections.`));
        }
        return false;
      },
    };
  };
}
