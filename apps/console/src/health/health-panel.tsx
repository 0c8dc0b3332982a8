import { Anchor } from '@mantine/core';
import { IconHeart, IconHeartBroken, IconHeartFilled } from '@tabler/icons-react';
import { Link } from 'wouter';
import type {
  HealthCause,
  HealthIndicator,
  HealthPartsFragment,
  SetupPartsFragment,
} from '../api/operations.generated.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { RemedyText } from '../ui/text/remedy-text.tsx';
import { agoText } from '../ui/text/text.ts';
import classes from './health-panel.module.css';
import { PolicyComparison } from './policy-comparison.tsx';
import { ProbeList } from './probe-list.tsx';
import { CAUSES } from './probe-words.ts';

/** Causes that are fixed by other details of the connection, or may be. */
const WRONG_DETAILS: readonly HealthCause[] = ['WRONG_REGION', 'BUCKET_MISSING'];

const INDICATORS: Readonly<Record<HealthIndicator, { Icon: typeof IconHeart; remedyTitle: string }>> = {
  GREEN_HEART: { Icon: IconHeartFilled, remedyTitle: 'Good to know' },
  BROKEN_HEART: { Icon: IconHeartBroken, remedyTitle: 'How to fix it' },
  UNCHECKED: { Icon: IconHeart, remedyTitle: 'What is next' },
};

interface Props {
  health: HealthPartsFragment;
  /** Our own values. The remedy highlights them, and the comparison of policies uses them. */
  setup?: Pick<SetupPartsFragment, 'id' | 'principalArn' | 'externalId' | 'setup'>;
  /** Undefined when there is nothing to retry. */
  onRetry?: (() => void) | undefined;
  isChecking?: boolean;
}

/** The connection's health: which probes succeed, which fail and why, and the text to paste in AWS. */
export function HealthPanel({ health, setup, onRetry, isChecking }: Props) {
  const { indicator, cause, remedy, probes, checkedAt } = health;
  const { Icon, remedyTitle } = INDICATORS[indicator];
  const isGreen = indicator === 'GREEN_HEART';
  return (
    <section className={classes.panel} data-indicator={indicator} aria-label="Health of the connection">
      <div className={classes.head}>
        <Icon size={38} className={classes.heart} aria-hidden />
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
          <h2>{remedyTitle}</h2>
          <RemedyText text={remedy} marks={setup && [setup.principalArn, setup.externalId]} />
          {cause && setup && WRONG_DETAILS.includes(cause) && (
            <p>
              <Anchor component={Link} href={`/connections/${setup.id}/setup/details`} fz="inherit" fw={500}>
                Correct the details
              </Anchor>
            </p>
          )}
          {cause && setup && <PolicyComparison cause={cause} setup={setup.setup} />}
        </div>
      )}
      <ProbeList probes={probes} />
    </section>
  );
}
