export { AppError, codeOf, plainSentence, unreachable } from './app-error.ts';
export { CATALOGUE, type ErrorCategory, type ErrorCode } from './catalogue.ts';
export { messageOf, systemCodeOf, toError } from './thrown.ts';
