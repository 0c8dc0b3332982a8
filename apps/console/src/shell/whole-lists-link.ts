import { ApolloLink, type Observable } from '@apollo/client';
import { mergeMap, of } from 'rxjs';

/** The service allows 1,000, but an operation with such a page may cost too much. */
const PAGE_SIZE = 100;

interface List {
  /** The variable that continues the list. */
  variable: string;
  /** The field of the operation that holds the list; absent: the operation itself. */
  parent?: string;
  field: string;
}

type Data = NonNullable<ApolloLink.Result['data']>;

/** The lists without cursors. */
const LISTS: readonly List[] = [
  { variable: 'datasetsAfter', field: 'datasets' },
  { variable: 'connectionsAfter', field: 'bucketConnections' },
  { variable: 'connectionsOfDatasetAfter', parent: 'dataset', field: 'bucketConnections' },
];

/**
 * Reads lists page by page, and passes on one answer that holds all of each. The cache and the screens know no pages.
 * An operation takes part when it declares a variable of `LISTS`, and `$pageSize`. It selects little else, because
 * every page repeats the operation. When a page fails, the operation fails.
 */
export const createWholeListsLink = () =>
  new ApolloLink((operation, forward) => {
    const lists = listsOf(operation);
    if (lists.length === 0) return forward(operation);
    const readOn = (before?: ApolloLink.Result): Observable<ApolloLink.Result> => {
      const after = lists.map((list) => [list.variable, itemsOf(before, list).at(-1)?.id]);
      const variables = { ...operation.variables, ...Object.fromEntries(after), pageSize: PAGE_SIZE };
      return forward(withVariables(operation, variables)).pipe(
        mergeMap((page) => {
          const answer = before?.data && page.data ? { ...page, data: joined(before, page, lists) } : page;
          const isLast = page.errors !== undefined || lists.every((list) => itemsOf(page, list).length < PAGE_SIZE);
          return isLast ? of(answer) : readOn(answer);
        }),
      );
    };
    return readOn();
  });

function listsOf({ query }: ApolloLink.Operation): List[] {
  const declared = query.definitions.flatMap((each) =>
    'variableDefinitions' in each ? (each.variableDefinitions ?? []).map(({ variable }) => variable.name.value) : [],
  );
  return LISTS.filter(({ variable }) => declared.includes(variable));
}

/** The same operation, with the same context. */
const withVariables = (operation: ApolloLink.Operation, value: Data): ApolloLink.Operation =>
  Object.create(operation, { variables: { value, enumerable: true } });

function itemsOf(answer: ApolloLink.Result | undefined, { parent, field }: List): { id: string }[] {
  const data = answer?.data;
  return (parent ? data?.[parent] : data)?.[field] ?? [];
}

/** @returns the data of `page` with the items of both */
function joined(before: ApolloLink.Result, page: ApolloLink.Result, lists: readonly List[]): Data {
  const data = { ...page.data };
  for (const list of lists) {
    const { parent, field } = list;
    const items = [...itemsOf(before, list), ...itemsOf(page, list)];
    if (!parent) data[field] = items;
    else if (data[parent]) data[parent] = { ...data[parent], [field]: items };
  }
  return data;
}
