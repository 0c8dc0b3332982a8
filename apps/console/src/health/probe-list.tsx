import type { HealthPartsFragment } from '../api/operations.generated.ts';
import { StatusText } from '../ui/status/status-dot.tsx';
import classes from './health-panel.module.css';
import { PROBES, VERDICTS } from './probe-words.ts';

/** Every probe in its order, with the answer of AWS. */
export function ProbeList({ probes }: { probes: HealthPartsFragment['probes'] }) {
  return (
    <ol className={classes.probes} aria-label="What was tried">
      {probes.map(({ name, verdict, evidence }) => (
        <li key={name} data-verdict={verdict}>
          <span>{PROBES[name]}</span>
          <StatusText tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].label}</StatusText>
          {evidence && <p className={classes.evidence}>{evidence}</p>}
        </li>
      ))}
    </ol>
  );
}
