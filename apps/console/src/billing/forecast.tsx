import { useQuery } from '@apollo/client/react';
import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import {
  ForecastConnectionsDocument,
  type ForecastConnectionsQuery,
  PreviewSyncDocument,
  type PreviewSyncQuery,
} from '../api/operations.generated.ts';
import { RowsBar } from '../sync/preview/rows-bar.tsx';
import { rowsForecast } from '../sync/preview/rows-forecast.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { sentenceOfRead } from '../ui/errors.ts';
import { LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { RemedyText } from '../ui/text/remedy-text.tsx';
import { dateTimeText } from '../ui/text/text.ts';
import classes from './billing.module.css';

type Connection = ForecastConnectionsQuery['bucketConnections'][number];

/** What the next sync of each connection would cost. It is counted on request, because a count lists the bucket. */
export function Forecast() {
  const result = useQuery(ForecastConnectionsDocument);
  const { data, error } = result;
  const failure = <ReadFailure what="The list of connections" result={result} />;
  if (!data) return error ? failure : <LoadingLines label="Loading the connections" lines={2} />;
  const healthy = data.bucketConnections.filter(({ health }) => health.indicator === 'GREEN_HEART');
  if (healthy.length === 0) return <p className={classes.quiet}>No healthy connection would sync now.</p>;
  return (
    <>
      {failure}
      <ul className={classes.forecasts}>
        {healthy.map((connection) => (
          <li key={connection.id}>
            <ConnectionForecast connection={connection} />
          </li>
        ))}
      </ul>
    </>
  );
}

function ConnectionForecast({ connection }: { connection: Connection }) {
  const { id, name, dataset, schedule } = connection;
  const [isAsked, setAsked] = useState(false);
  const { data, error, loading, refetch } = useQuery(PreviewSyncDocument, {
    variables: { connectionId: id },
    skip: !isAsked,
    fetchPolicy: 'no-cache',
    notifyOnNetworkStatusChange: true,
  });
  return (
    <>
      <div>
        <Anchor component={Link} href={`/connections/${id}`} fz="sm">
          <bdi>{name}</bdi>
        </Anchor>
        <p className={classes.quiet}>
          Into <bdi>{dataset.name}</bdi>
          {schedule.nextSyncAt && ` · next sync ${dateTimeText(schedule.nextSyncAt)}`}
        </p>
      </div>
      <div className={classes.forecast} role="status">
        {loading && 'Counting in the bucket …'}
        {!loading && error && sentenceOfRead(error)}
        {!loading && data && <ForecastText data={data} />}
      </div>
      <ActionButton
        size="xs"
        variant="default"
        loading={loading}
        aria-label={`Forecast the next sync of ${name}`}
        onClick={() => (isAsked ? void refetch() : setAsked(true))}
      >
        Forecast
      </ActionButton>
    </>
  );
}

function ForecastText({ data: { previewSync, organization } }: { data: PreviewSyncQuery }) {
  if (previewSync.__typename === 'Problem') return <RemedyText text={previewSync.message} />;
  const { limit, used, resetsAt } = organization.dataRows;
  const { isEnough, text } = rowsForecast(previewSync, resetsAt);
  return (
    <>
      <RowsBar limit={limit} used={used} needed={previewSync.dataRowsNeeded} />
      <span data-lacking={!isEnough || undefined}>{text}</span>
    </>
  );
}
