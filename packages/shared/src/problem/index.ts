export { parseName } from './parse-name.ts';
export { invalid, Problem, problem } from './problem.ts';
