import { runUntilSignal } from '@bucket-sync/shared/lifecycle';
import { createLogger } from '@bucket-sync/shared/log';
import { readConfig } from './config.ts';
import { startService } from './service.ts';

const log = createLogger({ service: 'assets', level: process.env.LOG_LEVEL });
await runUntilSignal(log, () => startService(readConfig(process.env), log));
