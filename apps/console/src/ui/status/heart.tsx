import { IconHeart, IconHeartBroken, IconHeartFilled } from '@tabler/icons-react';
import type { HealthIndicator } from '../../api/operations.generated.ts';
import classes from './status.module.css';

const HEARTS: Readonly<Record<HealthIndicator, { label: string; Icon: typeof IconHeart }>> = {
  GREEN_HEART: { label: 'Healthy', Icon: IconHeartFilled },
  BROKEN_HEART: { label: 'Broken', Icon: IconHeartBroken },
  UNCHECKED: { label: 'Not checked yet', Icon: IconHeart },
};

/** The health of a connection: a heart with its word, or the heart alone when the word stands beside it. */
export function Heart({
  indicator,
  size = 18,
  isBare,
}: {
  indicator: HealthIndicator;
  size?: number;
  isBare?: boolean;
}) {
  const { label, Icon } = HEARTS[indicator];
  return (
    <span className={classes.heart} data-indicator={indicator}>
      <Icon
        size={size}
        aria-hidden={!isBare}
        aria-label={isBare ? label : undefined}
        role={isBare ? 'img' : undefined}
      />
      {!isBare && label}
    </span>
  );
}
