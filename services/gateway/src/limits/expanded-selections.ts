import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/**
 * Refuses an operation of more than `limit` selections once its fragments are written out. Each fragment is counted
 * once. The check therefore takes time in proportion to the document, not to what it expands to.
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
      // Another rule refuses a fragment that spreads itself; this entry only ends the recursion.
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
