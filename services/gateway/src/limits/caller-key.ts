import type { Caller } from '@bucket-sync/shared/auth';

/** What the limits of a caller are counted by. Callers of two organizations may have the same subject. */
export const callerKey = ({ organizationId, subject }: Caller): string => JSON.stringify([organizationId, subject]);
