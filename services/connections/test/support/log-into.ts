import { createLogger } from '@bucket-sync/shared/log';

/** The service's own logger with its redaction, at the lowest level. */
export function logInto(lines: string[]) {
  const log = createLogger({ service: 'connections', level: 'trace' });
  const stream = Object.getOwnPropertySymbols(log).find((symbol) => String(symbol) === 'Symbol(pino.stream)')!;
  Object.assign(log, { [stream]: { write: (line: string) => lines.push(line) } });
  return log;
}
