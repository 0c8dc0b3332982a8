import { useQuery } from '@apollo/client/react';
import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { BilledDatasetsDocument, type BillingQuery } from '../api/operations.generated.ts';
import { BarList } from '../ui/bar-list.tsx';
import { LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { numberText } from '../ui/text/text.ts';
import classes from './billing.module.css';

interface Props {
  charges: BillingQuery['organization']['dataRows']['charges'];
}

/** Data rows of the month by dataset, the largest first. */
export function DatasetUsage({ charges }: Props) {
  const result = useQuery(BilledDatasetsDocument);
  const { data, error } = result;
  const used = new Map<string | null, number>();
  for (const { datasetId, rows } of charges) used.set(datasetId, (used.get(datasetId) ?? 0) + rows);
  const lines = [...used].sort(([, one], [, other]) => other - one);
  if (lines.length === 0) return <p className={classes.quiet}>No data row was used this month.</p>;
  const failure = <ReadFailure what="The list of datasets" result={result} />;
  if (!data) return error ? failure : <LoadingLines label="Loading the datasets" lines={2} />;
  const names = new Map(data.datasets.map(({ id, name }) => [id, name]));
  const bars = lines.map(([id, rows]) => ({
    key: id ?? 'others',
    name: <DatasetName id={id} name={names.get(id ?? '')} />,
    count: rows,
    text: numberText(rows),
  }));
  return (
    <>
      {failure}
      <BarList bars={bars} />
    </>
  );
}

function DatasetName({ id, name }: { id: string | null; name: string | undefined }) {
  if (name === undefined) return 'Deleted datasets, and earlier use';
  return (
    <Anchor component={Link} href={`/datasets/${id}`} fz="sm">
      <bdi>{name}</bdi>
    </Anchor>
  );
}
