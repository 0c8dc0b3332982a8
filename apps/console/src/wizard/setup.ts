import type { ConnectionSetupQuery } from '../api/operations.generated.ts';

/** A connection as the steps of the wizard see it. */
export type Setup = NonNullable<ConnectionSetupQuery['bucketConnection']>;
