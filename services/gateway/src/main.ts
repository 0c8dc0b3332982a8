import { runService } from '@bucket-sync/shared/lifecycle';
import { readConfig } from './config.ts';
import { startService } from './service.ts';

await runService('gateway', readConfig, startService);
