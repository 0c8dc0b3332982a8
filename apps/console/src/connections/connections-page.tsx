import { useQuery } from '@apollo/client/react';
import { Anchor, Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { Link } from 'wouter';
import { ConnectionsDocument, type ConnectionsQuery } from '../api/operations.generated.ts';
import { connectionStatus, locationText } from '../sync/connection-status.ts';
import { SyncBar } from '../sync/sync-bar.tsx';
import card from '../ui/card.module.css';
import { Page } from '../ui/page/page.tsx';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { Heart } from '../ui/status/heart.tsx';
import { StatusText } from '../ui/status/status-dot.tsx';
import { countText, numberText } from '../ui/text/text.ts';
import classes from './connections.module.css';

type Connection = ConnectionsQuery['bucketConnections'][number];

/** The Connection Manager: every connected bucket of the organization. */
export default function ConnectionsPage() {
  const result = useQuery(ConnectionsDocument);
  const { data, error } = result;
  const connections = data?.bucketConnections;
  return (
    <Page title="Connections" about="Every connected bucket, its health and its current activity.">
      <ReadFailure what="The connections" result={result} />
      {!data && !error && <LoadingLines label="Loading the connections" height={84} />}
      {connections?.length === 0 && (
        <EmptyState
          icon={<IconPlugConnected size={30} />}
          title="No bucket is connected yet"
          action={
            <Button component={Link} href="/">
              Choose a dataset
            </Button>
          }
        >
          A bucket is connected to a dataset. Open one, or create it, and connect a bucket from there.
        </EmptyState>
      )}
      {connections && connections.length > 0 && (
        <ul className={card.list}>
          {connections.map((connection) => (
            <li key={connection.id}>
              <ConnectionRow connection={connection} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

function ConnectionRow({ connection }: { connection: Connection }) {
  const { id, name, dataset, health, activeSync, assetCount, skippedCount } = connection;
  const { label, tone } = connectionStatus(connection);
  return (
    <article className={classes.row} aria-label={name}>
      <Heart indicator={health.indicator} size={26} isBare />
      <div className={classes.what}>
        <Anchor component={Link} href={`/connections/${id}`} className={classes.name}>
          <bdi>{name}</bdi>
        </Anchor>
        <span className="path">{locationText(connection)}</span>
      </div>
      <div className={classes.dataset}>
        <span className={classes.label}>Dataset</span>
        <Anchor component={Link} href={`/datasets/${dataset.id}`} fz="sm">
          <bdi>{dataset.name}</bdi>
        </Anchor>
      </div>
      <div className={classes.counts}>
        <span className="numbers">{countText(assetCount, 'asset')}</span>
        {skippedCount > 0 && (
          <Anchor component={Link} href={`/datasets/${dataset.id}/skipped`} fz="sm" className="numbers">
            {numberText(skippedCount)} skipped
          </Anchor>
        )}
      </div>
      <div className={classes.status}>
        <StatusText tone={tone}>{label}</StatusText>
        {activeSync?.state === 'HELD' && (
          <Anchor component={Link} href={`/connections/${id}`} fz="sm">
            See the question
          </Anchor>
        )}
        {activeSync && activeSync.state !== 'HELD' && <SyncBar run={activeSync} label={`Sync of ${name}`} />}
      </div>
    </article>
  );
}
