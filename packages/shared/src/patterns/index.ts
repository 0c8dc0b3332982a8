export { createKeyFilter, type KeyPatterns, type KeyRule, whyNoPattern } from './key-filter.ts';
export { parsePatterns, type TypedPatterns } from './parse-patterns.ts';
