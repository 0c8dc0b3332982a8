export {
  CALLER_HEADER,
  type Caller,
  type CallerRole,
  isCallerName,
  mayWrite,
  signCaller,
  verifyCaller,
} from './caller.ts';
