import type { ConnectionSetupQuery } from '../api/operations.generated.ts';

/** The fields of a connection that the wizard's steps show. */
export type Setup = NonNullable<ConnectionSetupQuery['bucketConnection']>;
