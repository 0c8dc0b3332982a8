export { createKeyFilter, type KeyRule, whyNoPattern } from './key-filter.ts';
