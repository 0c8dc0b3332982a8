import type { DocumentNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';

/** The time limit of one operation. Every fetch of the operation is aborted at its end. */
export interface Deadline {
  deadlineMs: number;
  signal: AbortSignal;
}

/** From the arrival of an operation to its answer, over all subgraphs. */
const DEADLINE_MS = 10_000;

/**
 * Fields that need more time. AWS shows new IAM rules within 30 s; a check waits for that and then runs its probes,
 * about 45 s in all.
 */
const SLOW_FIELDS: ReadonlyMap<string, number> = new Map([
  ['checkBucketConnection', 60_000],
  ['submitRoleArn', 60_000],
]);

/** The longest time limit of any operation. The timeouts of connections to the subgraphs exceed it. */
export const LONGEST_DEADLINE_MS = Math.max(DEADLINE_MS, ...SLOW_FIELDS.values());

export function startDeadline(deadlineMs: number = DEADLINE_MS): Deadline {
  return { deadlineMs, signal: AbortSignal.timeout(deadlineMs) };
}

/** Whether the operation has a field that needs more time. */
export const isLong = ({ deadlineMs }: Deadline): boolean => deadlineMs > DEADLINE_MS;

/** Whether the text of a document may ask for such a field. It is read before the document is parsed. */
export function mayBeLong(query: string): boolean {
  return [...SLOW_FIELDS.keys()].some((name) => query.includes(name));
}

/** The time limit of a mutation is that of its slowest field, fields in fragments included. */
export function deadlineMsOf(operation: OperationDefinitionNode, document: DocumentNode): number {
  if (operation.operation !== 'mutation') return DEADLINE_MS;
  return Math.max(
    DEADLINE_MS,
    ...rootFieldNames(operation.selectionSet, document).map((name) => SLOW_FIELDS.get(name) ?? 0),
  );
}

/** The document is validated: its fragments exist and have no cycle. */
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
