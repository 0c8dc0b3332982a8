import { fileURLToPath } from 'node:url';

/** The migrations of the outbox table; every service that enqueues applies them beside its own. */
export const OUTBOX_MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));
