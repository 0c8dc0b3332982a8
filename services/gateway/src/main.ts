import { runUntilSignal } from '@bucket-sync/shared/lifecycle';
import { createLogger } from '@bucket-sync/shared/log';
import { type GatewayConfig, readConfig } from './config.ts';
import { startService } from './service.ts';

const config = configOrExit();
const log = createLogger({ service: 'gateway', level: config.logLevel });
await runUntilSignal(log, () => startService(config, log));

function configOrExit(): GatewayConfig {
  try {
    return readConfig(process.env);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}
