import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { BillingQuery } from '../api/operations.generated.ts';
import { numberText } from '../ui/text/text.ts';
import classes from './billing.module.css';

interface Props {
  charges: BillingQuery['organization']['dataRows']['charges'];
  datasets: BillingQuery['datasets'];
}

/** Data rows of the month by dataset, the largest first. */
export function DatasetUsage({ charges, datasets }: Props) {
  const used = new Map<string | null, number>();
  for (const { datasetId, rows } of charges) used.set(datasetId, (used.get(datasetId) ?? 0) + rows);
  const lines = [...used].sort(([, one], [, other]) => other - one);
  const most = lines[0]?.[1] ?? 1;
  if (lines.length === 0) return <p className={classes.quiet}>No data row was used this month.</p>;
  return (
    <ul className={classes.datasets}>
      {lines.map(([id, rows]) => {
        const dataset = datasets.find((each) => each.id === id);
        return (
          <li key={id ?? 'others'}>
            {dataset ? (
              <Anchor component={Link} href={`/datasets/${dataset.id}`} fz="sm">
                <bdi>{dataset.name}</bdi>
              </Anchor>
            ) : (
              <span>Deleted datasets, and earlier use</span>
            )}
            <span className={classes.bar} aria-hidden>
              <span style={{ width: `${(rows / most) * 100}%` }} />
            </span>
            <span className="numbers">{numberText(rows)}</span>
          </li>
        );
      })}
    </ul>
  );
}
