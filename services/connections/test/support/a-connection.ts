import type { Connection } from '../../src/domain/connection.ts';
import { UNCHECKED } from '../../src/domain/health.ts';

/** A connection with an unchecked role. A test overrides the fields that it needs. */
export const aConnection = (more: Partial<Connection> = {}): Connection => ({
  id: '0193b0c0-0000-7000-8000-000000000001',
  organizationId: 'acme',
  datasetId: 'd1',
  name: 'Street scenes',
  bucket: { bucketName: 'my-images', prefix: 'train/', region: 'us-east-1' },
  notices: [],
  principalArn: 'arn:aws:iam::277710232653:role/ext-1',
  externalId: 'x',
  roleArn: 'arn:aws:iam::111122223333:role/reader',
  roleSubmittedAt: null,
  roleVerifiedAt: null,
  createdAt: new Date(0),
  firstSyncedAt: null,
  policiesChanged: false,
  includePatterns: [],
  excludePatterns: [],
  health: UNCHECKED,
  ...more,
});
