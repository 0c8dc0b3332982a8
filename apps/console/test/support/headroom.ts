import { cpus, loadavg } from 'node:os';

/** The factor for a time limit: a machine that does other work meanwhile is slower in proportion. */
export const headroom = () => Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
