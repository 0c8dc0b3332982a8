import type { RunsQuery } from '../../api/operations.generated.ts';

/** A sync with the fields that its row and its details show. */
export type Run = NonNullable<RunsQuery['bucketConnection']>['syncRuns'][number];
