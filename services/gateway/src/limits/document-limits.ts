import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ValidationRule } from 'graphql';

/** The parser stops after this many tokens. The console's largest document has fewer than 300. */
export const MAX_TOKENS = 1_000;

/**
 * The number of fields and fragments after expansion. In a query of 1.1 kB, 20 fragments that each spread the next one
 * twice expand to 2^20 fields. Planning that query ends the process.
 */
export const MAX_EXPANDED_SELECTIONS = 1_000;

const MAX_DEPTH = 8;
const MAX_ALIASES = 15;
const MAX_DIRECTIVES = 50;

/**
 * Limits on depth, aliases and directives. The rules expand fragments, so they run only on a valid document whose
 * expanded size is bounded. `measureOperation` measures the cost later, because these rules do not see variables.
 */
export const depthRules: readonly ValidationRule[] = new ApolloArmor({
  maxDepth: { n: MAX_DEPTH, flattenFragments: true },
  maxAliases: { n: MAX_ALIASES },
  maxDirectives: { n: MAX_DIRECTIVES },
  costLimit: { enabled: false },
  // This rule answers 500. The limit of the parser answers 400.
  maxTokens: { enabled: false },
  blockFieldSuggestion: { enabled: false },
}).protect().validationRules;
