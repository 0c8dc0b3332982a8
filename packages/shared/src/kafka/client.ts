import { Kafka } from 'kafkajs';
import type { KafkaSettings } from '../config/index.ts';
import { AppError } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { certificateRefusal, textsOf } from '../tls/certificate-refusal.ts';
import { kafkaLogger } from './kafka-log.ts';
import { withDeadline } from './with-deadline.ts';

/** Makes a client and connects once. If the broker refuses the settings, the error names them. */
export async function connectKafka(settings: KafkaSettings, clientId: string, log: Logger): Promise<Kafka> {
  const kafka = createClient(settings, clientId, log, 12);
  await refuseBadSettings(settings, clientId, log);
  return kafka;
}

function createClient(settings: KafkaSettings, clientId: string, log: Logger, retries: number): Kafka {
  const { brokers, tls, sasl } = settings;
  return new Kafka({
    brokers,
    clientId,
    ...(tls && { ssl: { ...definedOnly(tls), rejectUnauthorized: true } }),
    ...(sasl && { sasl: saslOptions(sasl) }),
    logCreator: kafkaLogger(log),
    connectionTimeout: 5_000,
    requestTimeout: 20_000,
    retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries },
  });
}

function saslOptions({ mechanism, username, password }: NonNullable<KafkaSettings['sasl']>) {
  const account = { username, password };
  switch (mechanism) {
    case 'PLAIN':
      return { mechanism: 'plain' as const, ...account };
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256' as const, ...account };
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512' as const, ...account };
  }
}

const definedOnly = (settings: object) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

const TRIAL_DEADLINE_MS = 10_000;

/**
 * A client retries while the broker is unavailable. If the broker refuses the client, a minute of retries would not
 * help.
 */
async function refuseBadSettings(settings: KafkaSettings, clientId: string, log: Logger): Promise<void> {
  if (!settings.tls && !settings.sasl) return;
  const admin = createClient(settings, clientId, log, 0).admin();
  try {
    await withDeadline(admin.connect(), TRIAL_DEADLINE_MS);
  } catch (error) {
    const why = refusalOf(error);
    if (why) throw new AppError('KAFKA_REFUSED', { brokers: settings.brokers.join(', '), why }, { cause: error });
    log.warn({ error }, 'Kafka does not answer yet');
  } finally {
    await withDeadline(admin.disconnect(), TRIAL_DEADLINE_MS).catch((error) =>
      log.debug({ error }, 'trial connection'),
    );
  }
}

function refusalOf(error: unknown): string | null {
  const text = textsOf(error).join(' ');
  if (/SASL|[Aa]uthentication failed/.test(text)) {
    return 'it does not accept KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD by KAFKA_SASL_MECHANISM';
  }
  return certificateRefusal(text, 'KAFKA_SSL_CA_FILE');
}
