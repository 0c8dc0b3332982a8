import type { BatchScope } from '../../domain/ports.ts';

/** The first columns of the primary key that assets, skipped files and former assets share. */
export const keysOf = (scope: BatchScope) => [scope.organizationId, scope.datasetId, scope.connectionId];
