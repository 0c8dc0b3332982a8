export { createExpiringCache, type ExpiringCache } from './expiring-cache.ts';
