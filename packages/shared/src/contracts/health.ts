import { z } from 'zod';

/** Why a connection cannot be used. The error catalogue has a sentence for each. */
export const HEALTH_CAUSES = [
  'ROLE_NOT_ASSUMABLE',
  'EXTERNAL_ID_NOT_REQUIRED',
  'WRONG_REGION',
  'BUCKET_MISSING',
  'LIST_DENIED',
  'READ_DENIED',
  'KMS_DENIED',
  'ATTRIBUTES_DENIED',
  'CORS_MISSING',
  'ARCHIVED_OBJECTS',
  'STS_REGION_DISABLED',
  'AWS_UNAVAILABLE',
  'PLATFORM_CREDENTIALS',
] as const;
export const healthCause = z.enum(HEALTH_CAUSES);
export type HealthCause = z.infer<typeof healthCause>;
