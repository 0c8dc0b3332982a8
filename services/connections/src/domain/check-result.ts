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

function asProbe(name: ProbeName, reports: readonly ProbeReport[]): Probe {
  const report = reports.find((each) => each.name === name);
  if (!report) return { name, verdict: 'SKIP', evidence: null, durationMs: 0 };
  const { verdict, evidence } = report.outcome;
  return { name, verdict, evidence, durationMs: Math.round(report.durationMs) };
}

export function isBroken(outcome: ProbeOutcome): outcome is Extract<ProbeOutcome, { cause: HealthCause }> {
  return outcome.verdict === 'FAIL' || outcome.verdict === 'UNDECIDED';
}
