import type { ConnectionQuery } from '../api/operations.generated.ts';

/** A connection as its own page sees it. */
export type Connection = NonNullable<ConnectionQuery['bucketConnection']>;
