import { pino, stdSerializers } from 'pino';

export type { Logger } from 'pino';

/** Fields that never reach a log, down to the third level. */
const SECRET_FIELDS = [
  'externalId',
  'accessKeyId',
  'secretAccessKey',
  'sessionToken',
  'authorization',
  'password',
  'token',
  'secret',
  'href',
];

/**
 * A logger of JSON lines: fields plus one constant sentence, `log.info({ runId, objects }, 'page listed')`.
 * Secrets are removed by name. An error is logged by its code, message and stack, never by its request.
 */
export function createLogger(options: { service: string; level?: string }) {
  const redacted = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino({
    level: options.level ?? 'info',
    base: { service: options.service },
    redact: { paths: redacted, censor: '[secret]' },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: errorFields, err: errorFields },
  });
}

/** The parts of an error that are safe to keep: the AWS SDK hangs its whole signed request on `$response`. */
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack } = stdSerializers.err(error);
  const code = 'code' in error ? error.code : undefined;
  return { type, code, message, stack };
}
