export { CALLER_HEADER, type Caller, type CallerRole, mayWrite, signCaller, verifyCaller } from './caller.ts';
