export { createKeyFilter, whyNoPattern } from './key-filter.ts';
