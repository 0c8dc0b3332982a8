/**
 * Every error of the system: its category and the sentence a person reads. `{name}` is filled from the error's fields.
 * `[with {name}|without]` is the first part if the error has these fields, otherwise the second, which is optional.
 * docs/errors.md is made from this table (`npm run docs`).
 *
 * Categories: CALLER the request is wrong; CUSTOMER the customer's AWS account must change; OBJECT one file cannot be
 * read; TRANSIENT the same call may succeed later; OURS the operator must fix it.
 */
export const CATALOGUE = {
  BAD_REQUEST: { category: 'CALLER', message: 'The request is not valid: {why}' },
  UNAUTHENTICATED: { category: 'CALLER', message: 'A valid bearer token is needed: {why}' },
  FORBIDDEN: { category: 'CALLER', message: 'The role {role} may not do this; it needs {needs}' },
  RATE_LIMITED: { category: 'CALLER', message: 'Too many requests: try again in {retryAfterSeconds} s' },
  NOT_FOUND: { category: 'CALLER', message: 'There is no {what} by this id' },
  BAD_CONFIGURATION: { category: 'OURS', message: 'The settings are not valid:\n{problems}' },

  KAFKA_REFUSED: { category: 'OURS', message: 'Kafka at {brokers} cannot be used: {why}' },
  DATABASE_REFUSED: { category: 'OURS', message: 'The database of DATABASE_URL cannot be used: {why}' },

  CONNECTION_NOT_HEALTHY: { category: 'CUSTOMER', message: 'The connection is not healthy[: {cause}]' },
  ROLE_NOT_ASSUMABLE: { category: 'CUSTOMER', message: 'AWS refuses to let us assume the role[ {roleArn}]' },
  EXTERNAL_ID_NOT_REQUIRED: {
    category: 'CUSTOMER',
    message: 'The role[ {roleArn}] can be assumed without its external ID',
  },
  WRONG_REGION: {
    category: 'CUSTOMER',
    message: 'The bucket[ {bucket}] is in [{actual}, not in {region}|another region]',
  },
  BUCKET_MISSING: { category: 'CUSTOMER', message: 'There is no bucket [named {bucket}|by this name]' },
  LIST_DENIED: { category: 'CUSTOMER', message: 'The role may not list the bucket[ {bucket}] under its prefix' },
  READ_DENIED: { category: 'CUSTOMER', message: 'The role may not read [{key}|the objects]' },
  KMS_DENIED: {
    category: 'CUSTOMER',
    message: 'The role may not decrypt [{key} with its|the objects with their] KMS key',
  },
  ATTRIBUTES_DENIED: { category: 'CUSTOMER', message: 'The role may not read the attributes of [{key}|the objects]' },
  CORS_MISSING: {
    category: 'CUSTOMER',
    message: "The bucket's CORS rules do not let [{origin}|the console] load its files",
  },
  ARCHIVED_OBJECTS: { category: 'CUSTOMER', message: 'Every object that was tried[ in {bucket}] is archived' },
  STS_REGION_DISABLED: {
    category: 'CUSTOMER',
    message: "STS is switched off in [{region}|the bucket's region] for this account",
  },

  UNSTORABLE_KEYS: {
    category: 'CUSTOMER',
    message: '{count} object keys in a row hold U+0000, which cannot be stored',
  },

  ARCHIVED: { category: 'OBJECT', message: '{key} is archived and not restored' },
  GONE_DURING_SYNC: { category: 'OBJECT', message: '{key} was removed after it was listed' },
  CHANGED_DURING_SYNC: { category: 'OBJECT', message: '{key} changed after it was listed' },
  EMPTY: { category: 'OBJECT', message: '{key} has no bytes' },

  SESSION_EXPIRED: { category: 'TRANSIENT', message: 'The session for {bucket} has ended' },
  THROTTLED: { category: 'TRANSIENT', message: 'AWS asks us to send fewer requests' },
  AWS_UNAVAILABLE: { category: 'TRANSIENT', message: 'AWS does not answer as it should[: {why}]' },
  PEER_UNAVAILABLE: { category: 'TRANSIENT', message: 'The {service} service does not answer: {why}' },
  DEADLINE_EXCEEDED: { category: 'TRANSIENT', message: 'This took longer than {deadlineMs} ms' },
  PLATFORM_CREDENTIALS: { category: 'OURS', message: 'Our own AWS credentials are not accepted' },
  POISON_MESSAGE: { category: 'OURS', message: 'A message on {topic} is not as declared: {why}' },
  WORK_LOST: { category: 'OURS', message: 'A part of this sync was lost on our side, so it ended: start it again' },
  INTERNAL: { category: 'OURS', message: 'Something went wrong on our side' },
} as const satisfies Record<string, { category: ErrorCategory; message: string }>;

export type ErrorCategory = 'CALLER' | 'CUSTOMER' | 'OBJECT' | 'TRANSIENT' | 'OURS';
export type ErrorCode = keyof typeof CATALOGUE;
