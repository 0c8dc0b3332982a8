import type { ConnectionQuery } from '../api/operations.generated.ts';

/** The fields of a connection that its page shows. */
export type Connection = NonNullable<ConnectionQuery['bucketConnection']>;
