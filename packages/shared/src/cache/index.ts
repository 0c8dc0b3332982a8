export { createExpiringCache } from './expiring-cache.ts';
export { onceForEach } from './once-for-each.ts';
