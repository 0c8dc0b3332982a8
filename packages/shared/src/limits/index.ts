export { createKeyedLimit, type KeyedLimit } from './keyed-limit.ts';
