export { countAlternatives, createKeyFilter, type KeyPatterns, type KeyRule } from './key-filter.ts';
export { parsePatterns, type TypedPatterns } from './parse-patterns.ts';
