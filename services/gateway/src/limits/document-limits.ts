import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ValidationRule } from 'graphql';

/** A document of more tokens is not read to its end. The largest of ours has under 300. */
export const MAX_TOKENS = 1_000;

/**
 * Fields and fragments once every fragment is written out. A query of 1.1 kB whose fragments each use the next one
 * twice is 2^20 fields: planned and executed, it takes the process with it.
 */
export const MAX_EXPANDED_SELECTIONS = 1_000;

const MAX_DEPTH = 8;
const MAX_ALIASES = 15;
const MAX_DIRECTIVES = 50;
const MAX_COST = 5_000;

/**
 * Depth, aliases, directives and cost. They look into fragments, so they run only on what is already known to be valid
 * and of bounded size when written out.
 *
 * Cost: 2 an object, 1 a scalar, times `first`. Depth does not weigh on it again (armor's factor is 1.5): with it the
 * Explorer's own page of a hundred assets would cost 16,000; without, 4,700.
 */
export const depthAndCostRules: readonly ValidationRule[] = new ApolloArmor({
  maxDepth: { n: MAX_DEPTH, flattenFragments: true },
  maxAliases: { n: MAX_ALIASES },
  maxDirectives: { n: MAX_DIRECTIVES },
  costLimit: { maxCost: MAX_COST, depthCostFactor: 1, flattenFragments: true },
  // Answered with 500 where the parser's own limit answers 400.
  maxTokens: { enabled: false },
  blockFieldSuggestion: { enabled: false },
}).protect().validationRules;
