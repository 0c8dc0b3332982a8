import type { HealthCause } from '@bucket-sync/shared/contracts';
import {
  type CheckResult,
  type Findings,
  type HealthWarning,
  PROBE_NAMES,
  type Probe,
  type ProbeName,
} from './health.ts';

/** The result of one probe. A FAIL or an UNDECIDED names the cause and ends the check. */
export type ProbeOutcome =
  | { verdict: 'PASS'; evidence: string }
  | { verdict: 'WARN'; evidence: string; warnings: readonly HealthWarning[]; findings?: Findings }
  | { verdict: 'FAIL' | 'UNDECIDED'; evidence: string; cause: HealthCause; findings?: Findings };

/** A probe's outcome that makes the connection unhealthy. */
export type BrokenOutcome = Extract<ProbeOutcome, { cause: HealthCause }>;

export interface ProbeReport {
  readonly name: ProbeName;
  readonly outcome: ProbeOutcome;
  readonly durationMs: number;
}

/**
 * The health that follows from the probes. It is healthy only when every probe ran, and none failed or stayed
 * undecided. Probes that did not run are SKIP.
 */
export function concludeCheck(reports: readonly ProbeReport[]): CheckResult {
  const probes = PROBE_NAMES.map((name) => asProbe(name, reports));
  const broken = reports.map(({ outcome }) => outcome).find(isBroken);
  const warnings = reports.flatMap(({ outcome }) => (outcome.verdict === 'WARN' ? outcome.warnings : []));
  const found = reports.map(({ outcome }) => (outcome.verdict === 'PASS' ? {} : outcome.findings));
  const findings: Findings = Object.assign(
    {},
    ...found,
    warnings.length > 0 ? { warnings: [...new Set(warnings)] } : {},
  );
  if (broken) return { indicator: 'BROKEN_HEART', cause: broken.cause, probes, findings };
  if (reports.length === PROBE_NAMES.length) return { indicator: 'GREEN_HEART', cause: null, probes, findings };
  return { indicator: 'BROKEN_HEART', cause: 'AWS_UNAVAILABLE', probes, findings };
}

/** The probe that finds a cause. */
const PROBE_OF: Record<HealthCause, ProbeName> = {
  ROLE_NOT_ASSUMABLE: 'ASSUME_ROLE',
  STS_REGION_DISABLED: 'ASSUME_ROLE',
  PLATFORM_CREDENTIALS: 'ASSUME_ROLE',
  EXTERNAL_ID_NOT_REQUIRED: 'EXTERNAL_ID_REQUIRED',
  WRONG_REGION: 'BUCKET_REGION',
  BUCKET_MISSING: 'BUCKET_REGION',
  AWS_UNAVAILABLE: 'BUCKET_REGION',
  LIST_DENIED: 'LIST_OBJECTS',
  READ_DENIED: 'READ_OBJECT',
  KMS_DENIED: 'READ_OBJECT',
  ARCHIVED_OBJECTS: 'READ_OBJECT',
  ATTRIBUTES_DENIED: 'READ_ATTRIBUTES',
  CORS_MISSING: 'CORS',
};

/** The health that follows from a run that failed on the customer's setup. No probe ran. */
export function concludeFinding(cause: HealthCause, { runId, evidence }: { runId: string; evidence: string }) {
  const outcome = { verdict: 'FAIL', evidence: `sync ${runId}: ${evidence}`, cause } as const;
  const result = concludeCheck([{ name: PROBE_OF[cause], outcome, durationMs: 0 }]);
  return { ...result, findings: { ...result.findings, runId } } satisfies CheckResult;
}

function asProbe(name: ProbeName, reports: readonly ProbeReport[]): Probe {
  const report = reports.find((each) => each.name === name);
  if (!report) return { name, verdict: 'SKIP', evidence: null, durationMs: 0 };
  const { verdict, evidence } = report.outcome;
  return { name, verdict, evidence, durationMs: Math.round(report.durationMs) };
}

export function isBroken(outcome: ProbeOutcome): outcome is BrokenOutcome {
  return outcome.verdict === 'FAIL' || outcome.verdict === 'UNDECIDED';
}
