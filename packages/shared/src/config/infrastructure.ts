import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { VariableRule } from './read-variables.ts';
import { variable } from './variable.ts';

/** The text of a file. It is read with the settings, so a service that cannot read it does not start. */
const file = z.string().transform((path, context) => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unreadable';
    context.addIssue({ code: 'custom', message: `the file cannot be read (${code})` });
    return z.NEVER;
  }
});

const pem = (kind: RegExp, name: string) => file.refine((text) => kind.test(text), `the file holds no PEM ${name}`);
const certificate = pem(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/, 'certificate');
const privateKey = pem(/-----BEGIN (?:\w+ )*PRIVATE KEY-----/, 'private key');

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** The settings of a broker's clients. */
export const kafkaVariables = {
  KAFKA_BROKERS: variable.brokers,
  KAFKA_SSL: variable.flag.default(false),
  KAFKA_SSL_CA_FILE: certificate.optional(),
  KAFKA_SSL_CERT_FILE: certificate.optional(),
  KAFKA_SSL_KEY_FILE: privateKey.optional(),
  KAFKA_SASL_MECHANISM: z.enum(SASL_MECHANISMS, `one of ${SASL_MECHANISMS.join(', ')}`).optional(),
  KAFKA_SASL_USERNAME: variable.text.optional(),
  KAFKA_SASL_PASSWORD: variable.text.optional(),
};
type KafkaVariables = z.output<z.ZodObject<typeof kafkaVariables>>;

/** The settings of a database's clients. */
export const databaseVariables = {
  DATABASE_URL: variable.url,
  DATABASE_SSL: variable.flag.default(false),
  DATABASE_SSL_CA_FILE: certificate.optional(),
  DATABASE_SSL_CERT_FILE: certificate.optional(),
  DATABASE_SSL_KEY_FILE: privateKey.optional(),
};
type DatabaseVariables = z.output<z.ZodObject<typeof databaseVariables>>;

/** The settings of every service with a database and a broker. */
export const infrastructureVariables = {
  HOST: variable.host,
  LOG_LEVEL: variable.logLevel,
  METRICS_PORT: variable.port.optional(),
  SHUTDOWN_GRACE_SECONDS: variable.seconds.default(5),
  ...databaseVariables,
  ...kafkaVariables,
};
type InfrastructureVariables = z.output<z.ZodObject<typeof infrastructureVariables>>;

/** The encryption of a connection. The server's certificate and name are always verified. */
export interface TlsSettings {
  /** PEM. When absent, Node.js's trusted authorities apply. */
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
}

export interface KafkaSettings {
  brokers: string[];
  tls?: TlsSettings | undefined;
  sasl?: { mechanism: (typeof SASL_MECHANISMS)[number]; username: string; password: string } | undefined;
}

export const kafkaRule: VariableRule<KafkaVariables> = (read, report) => {
  requirePair(read, 'KAFKA', report);
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = read;
  if (mechanism && !username) report('KAFKA_SASL_USERNAME', 'is missing: KAFKA_SASL_MECHANISM needs it');
  if (mechanism && !password) report('KAFKA_SASL_PASSWORD', 'is missing: KAFKA_SASL_MECHANISM needs it');
  if (!mechanism && (username || password))
    report('KAFKA_SASL_MECHANISM', 'is missing: a user name or password is set');
  if (mechanism === 'PLAIN' && !read.KAFKA_SSL) report('KAFKA_SSL', 'must be true: PLAIN sends the password as it is');
};

export const infrastructureRule: VariableRule<InfrastructureVariables> = (read, report) => {
  kafkaRule(read, report);
  databaseRule(read, report);
};

export const databaseRule: VariableRule<DatabaseVariables> = (read, report) => {
  requirePair(read, 'DATABASE', report);
  if (/[?&]ssl/.test(read.DATABASE_URL)) {
    report('DATABASE_URL', 'must not choose TLS by itself (sslmode …): DATABASE_SSL and DATABASE_SSL_CA_FILE do');
  }
};

function requirePair(
  read: Partial<Record<string, unknown>>,
  prefix: 'KAFKA' | 'DATABASE',
  report: (name: string, why: string) => void,
): void {
  const names = ['CA', 'CERT', 'KEY'].map((part) => `${prefix}_SSL_${part}_FILE`);
  const [, cert, key] = names;
  if (Boolean(read[cert!]) !== Boolean(read[key!])) {
    report(read[cert!] ? key! : cert!, 'is missing: a certificate and its key belong together');
  }
  const given = names.find((name) => read[name]);
  if (given && !read[`${prefix}_SSL`]) report(`${prefix}_SSL`, `must be true: ${given} is set`);
}

export function kafkaSettingsOf(read: KafkaVariables): KafkaSettings {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = read;
  return {
    brokers: read.KAFKA_BROKERS,
    tls: read.KAFKA_SSL
      ? { ca: read.KAFKA_SSL_CA_FILE, cert: read.KAFKA_SSL_CERT_FILE, key: read.KAFKA_SSL_KEY_FILE }
      : undefined,
    sasl: mechanism && username && password ? { mechanism, username, password } : undefined,
  };
}

export function databaseTlsOf(read: Omit<DatabaseVariables, 'DATABASE_URL'>): TlsSettings | undefined {
  if (!read.DATABASE_SSL) return undefined;
  return { ca: read.DATABASE_SSL_CA_FILE, cert: read.DATABASE_SSL_CERT_FILE, key: read.DATABASE_SSL_KEY_FILE };
}

export function infrastructureOf(read: InfrastructureVariables) {
  return {
    host: read.HOST,
    logLevel: read.LOG_LEVEL,
    metricsPort: read.METRICS_PORT,
    shutdownGraceSeconds: read.SHUTDOWN_GRACE_SECONDS,
    databaseUrl: read.DATABASE_URL,
    databaseTls: databaseTlsOf(read),
    kafka: kafkaSettingsOf(read),
  };
}
