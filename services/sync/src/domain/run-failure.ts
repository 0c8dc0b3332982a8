/**
 * What a run says of the cause for which its connection cannot be used. It is stored, and published to every consumer of
 * the public topic, so it is one plain sentence: the remedy, whose texts to paste hold the external id, stays with the
 * connection's health.
 */
const SENTENCES: Record<string, string> = {
  ROLE_NOT_ASSUMABLE: 'AWS refuses to let us assume the role',
  EXTERNAL_ID_NOT_REQUIRED: 'The role can be assumed without its external ID',
  WRONG_REGION: 'The bucket is in another region',
  BUCKET_MISSING: 'There is no bucket by this name',
  LIST_DENIED: 'The role may not list the bucket under its prefix',
  READ_DENIED: 'The role may not read the objects',
  KMS_DENIED: 'The role may not decrypt the objects with their KMS key',
  ATTRIBUTES_DENIED: 'The role may not read the attributes of the objects',
  CORS_MISSING: "The bucket's CORS rules do not let the console load its files",
  ARCHIVED_OBJECTS: 'Every object that was tried is archived',
  STS_REGION_DISABLED: "STS is switched off in the bucket's region",
  AWS_UNAVAILABLE: 'AWS does not answer as it should',
  PLATFORM_CREDENTIALS: 'Our own AWS credentials are not accepted',
};

export interface RunFailure {
  code: string;
  message: string;
}

/** @param cause  of the connection's health; null when it was not checked */
export function unhealthy(cause: string | null): RunFailure {
  const code = cause ?? 'CONNECTION_NOT_HEALTHY';
  const sentence = SENTENCES[code] ?? 'The connection is not healthy';
  return { code, message: `${sentence}. The health of the connection says what to do.` };
}
