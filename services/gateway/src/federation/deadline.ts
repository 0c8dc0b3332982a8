import type { DocumentNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';

/** One operation's time: every fetch it makes is given up when it is over. */
export interface Deadline {
  deadlineMs: number;
  signal: AbortSignal;
}

/** From the arrival of an operation to its answer, whatever subgraphs it takes. */
export const DEADLINE_MS = 10_000;

/**
 * What takes longer by nature. A check waits until AWS sees new IAM rules, up to 30 s (facts: IAM), and then runs its
 * probes: about 45 s in all.
 */
const SLOW_FIELDS: ReadonlyMap<string, number> = new Map([
  ['checkBucketConnection', 60_000],
  ['submitRoleArn', 60_000],
]);

/** The longest that any operation may take; connections to the subgraphs must outlive it. */
export const LONGEST_DEADLINE_MS = Math.max(DEADLINE_MS, ...SLOW_FIELDS.values());

export function startDeadline(deadlineMs: number = DEADLINE_MS): Deadline {
  return { deadlineMs, signal: AbortSignal.timeout(deadlineMs) };
}

/** The time for a mutation is that of its slowest field, also where the field stands in a fragment. */
export function deadlineMsOf(operation: OperationDefinitionNode, document: DocumentNode): number {
  if (operation.operation !== 'mutation') return DEADLINE_MS;
  return Math.max(
    DEADLINE_MS,
    ...rootFieldNames(operation.selectionSet, document).map((name) => SLOW_FIELDS.get(name) ?? 0),
  );
}

/** The document is validated: its fragments exist and do not lead back to themselves. */
function rootFieldNames(selectionSet: SelectionSetNode, document: DocumentNode): string[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection.name.value];
    if (selection.kind === 'InlineFragment') return rootFieldNames(selection.selectionSet, document);
    const fragment = document.definitions.find(
      (definition) => definition.kind === 'FragmentDefinition' && definition.name.value === selection.name.value,
    );
    return fragment?.kind === 'FragmentDefinition' ? rootFieldNames(fragment.selectionSet, document) : [];
  });
}
