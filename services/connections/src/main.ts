import { runUntilSignal } from '@bucket-sync/shared/lifecycle';
import { createLogger } from '@bucket-sync/shared/log';
import { readConfig } from './config.ts';
import { startService } from './service.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'connections', level: config.logLevel });
await runUntilSignal(log, () => startService(config, log));
