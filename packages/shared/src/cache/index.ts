export { createExpiringCache } from './expiring-cache.ts';
