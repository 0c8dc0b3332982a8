import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ValidationRule } from 'graphql';

/** A document of more tokens is not read to its end. The largest of ours has under 300. */
export const MAX_TOKENS = 1_000;

/**
 * Fields and fragments once every fragment is written out. A query of 1.1 kB whose fragments each use the next one
 * twice is 2^20 fields: planning and executing it ends the process.
 */
export const MAX_EXPANDED_SELECTIONS = 1_000;

const MAX_DEPTH = 8;
const MAX_ALIASES = 15;
const MAX_DIRECTIVES = 50;

/**
 * Depth, aliases and directives. The rules look into fragments, so they run only on a document that is valid and of
 * bounded size when written out. Cost is measured later (`measureOperation`): these rules do not see variables.
 */
export const depthRules: readonly ValidationRule[] = new ApolloArmor({
  maxDepth: { n: MAX_DEPTH, flattenFragments: true },
  maxAliases: { n: MAX_ALIASES },
  maxDirectives: { n: MAX_DIRECTIVES },
  costLimit: { enabled: false },
  // Answered with 500 where the parser's own limit answers 400.
  maxTokens: { enabled: false },
  blockFieldSuggestion: { enabled: false },
}).protect().validationRules;
