export { AppError, codeOf, unreachable } from './app-error.ts';
export { CATALOGUE, type ErrorCategory, type ErrorCode } from './catalogue.ts';
