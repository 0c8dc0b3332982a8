export type { Fault, FaultEffect } from './faults/fault.ts';
export { evaluatePolicy, type Verdict } from './policy/evaluate.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
