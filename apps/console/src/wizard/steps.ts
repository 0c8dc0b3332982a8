import type { SetupStep } from '../api/operations.generated.ts';

/** The steps of the wizard, in order. The last part of the address names the step. */
export const STEPS = [
  { path: 'details', title: 'Bucket details' },
  { path: 'role', title: 'Create a role' },
  { path: 'cors', title: 'Allow the browser' },
  { path: 'check', title: 'Enter the role' },
  { path: 'sync', title: 'Preview and sync' },
] as const;

export type StepPath = (typeof STEPS)[number]['path'];

/** The step that the service reports as the next one. */
const NEXT: Readonly<Record<SetupStep, StepPath>> = {
  APPLY_POLICIES: 'role',
  CONFIGURE_CORS: 'cors',
  ENTER_ROLE_ARN: 'check',
  CHECK_CONNECTION: 'check',
  FIX_CONNECTION: 'check',
  SYNC: 'sync',
  DONE: 'sync',
};

export const stepOf = (nextStep: SetupStep): StepPath => NEXT[nextStep];

/** How many steps are done, all of them after the first sync. */
export const doneCountOf = (nextStep: SetupStep) => (nextStep === 'DONE' ? STEPS.length : stepIndex(NEXT[nextStep]));

export const isStep = (path: string | undefined): path is StepPath => STEPS.some((step) => step.path === path);

export const stepIndex = (path: StepPath) => STEPS.findIndex((step) => step.path === path);
