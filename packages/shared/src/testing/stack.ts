import { createLogger, type Logger } from '../log/index.ts';

/** The test stack's brokers; the stack is started once for all test files (dev-stack/testing). */
export function kafkaBrokers(): string[] {
  return fromEnvironment('KAFKA_BROKERS').split(',');
}

export function databaseServerUrl(): string {
  return fromEnvironment('DATABASE_URL');
}

/** Only fatal errors are shown; LOG_LEVEL=debug shows all lines. */
export function silentLog(service = 'test'): Logger {
  return createLogger({ service, level: process.env.LOG_LEVEL ?? 'fatal' });
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test, which starts the stack`);
  return value;
}
