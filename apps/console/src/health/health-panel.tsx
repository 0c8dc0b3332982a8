import { IconHeartBroken, IconHeartFilled } from '@tabler/icons-react';
import type { HealthPartsFragment, SetupPartsFragment } from '../api/operations.generated.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { RemedyText } from '../ui/text/remedy-text.tsx';
import { agoText } from '../ui/text/text.ts';
import classes from './health-panel.module.css';
import { PolicyComparison } from './policy-comparison.tsx';
import { ProbeList } from './probe-list.tsx';
import { CAUSES } from './probe-words.ts';

interface Props {
  health: HealthPartsFragment;
  /** Our own values. The remedy highlights them, and the comparison of policies uses them. */
  setup?: Pick<SetupPartsFragment, 'principalArn' | 'externalId' | 'setup'>;
  /** Undefined when there is nothing to retry. */
  onRetry?: (() => void) | undefined;
  isChecking?: boolean;
}

/** The connection's health: which probes succeed, which fail and why, and the text to paste in AWS. */
export function HealthPanel({ health, setup, onRetry, isChecking }: Props) {
  const { indicator, cause, remedy, probes, checkedAt } = health;
  const isGreen = indicator === 'GREEN_HEART';
  return (
    <section className={classes.panel} data-indicator={indicator} aria-label="Health of the connection">
      <div className={classes.head}>
        {isGreen ? (
          <IconHeartFilled size={38} className={classes.heart} aria-hidden />
        ) : (
          <IconHeartBroken size={38} className={classes.heart} aria-hidden />
        )}
        <div className={classes.title}>
          <b role="status">
            {isGreen ? 'Green heart: your files can be listed and read' : (cause && CAUSES[cause]) || 'Not checked yet'}
          </b>
          {checkedAt && <span>Checked {agoText(checkedAt)}</span>}
        </div>
        {onRetry && (
          <ActionButton variant={isGreen ? 'default' : 'filled'} size="sm" onClick={onRetry} loading={isChecking}>
            {isGreen ? 'Check again' : 'Retry'}
          </ActionButton>
        )}
      </div>
      {remedy && (
        <div className={classes.remedy}>
          <h2>{isGreen ? 'Good to know' : 'How to fix it'}</h2>
          <RemedyText text={remedy} marks={setup && [setup.principalArn, setup.externalId]} />
          {cause && setup && <PolicyComparison cause={cause} setup={setup.setup} />}
        </div>
      )}
      <ProbeList probes={probes} />
    </section>
  );
}
