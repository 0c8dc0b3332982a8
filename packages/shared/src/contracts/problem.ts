/** The codes of GraphQL's Problem, in every subgraph. */
export const PROBLEM_CODES = [
  'INVALID_INPUT',
  'PLAN_REQUIRED',
  'QUOTA_EXHAUSTED',
  'NOT_FOUND',
  'CONNECTION_NOT_HEALTHY',
  'SYNC_ALREADY_RUNNING',
  'NOT_ALLOWED_NOW',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];
