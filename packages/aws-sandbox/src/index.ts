export type { AccountSettings, BucketSettings, SandboxAccount } from './admin/administration.ts';
export type { ObjectSettings } from './admin/object-settings.ts';
export type { OperationCount } from './faults/counters.ts';
export type { Fault, FaultEffect, FaultMatch } from './faults/fault.ts';
export { evaluatePolicy, type Verdict } from './policy/evaluate.ts';
export { PolicySyntaxError } from './policy/syntax-error.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
