import { Anchor, Button } from '@mantine/core';
import { Link } from 'wouter';
import type { ConnectionPartsFragment } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { Heart } from '../ui/status/heart.tsx';
import { StatusText } from '../ui/status/status-dot.tsx';
import { countText, numberText } from '../ui/text/text.ts';
import { CancelSync } from './cancel-sync.tsx';
import classes from './connected-buckets.module.css';
import { connectionStatus, locationText } from './connection-status.ts';
import { lastSyncText } from './run-words.ts';
import { SyncBar } from './sync-bar.tsx';

interface Props {
  connection: ConnectionPartsFragment;
  onPreview: () => void;
}

export function ConnectedBucket({ connection, onPreview }: Props) {
  const { activeSync, lastSync, health } = connection;
  const { label, tone } = connectionStatus(connection);
  return (
    <article className={classes.bucket} aria-label={connection.name}>
      <div className={classes.head}>
        <Anchor component={Link} href={`/connections/${connection.id}`} className={classes.name}>
          <bdi>{connection.name}</bdi>
        </Anchor>
        <Heart indicator={health.indicator} />
      </div>
      <p className={classes.where}>
        Amazon S3 · <span className="path">{locationText(connection)}</span>
      </p>
      <p className={classes.facts}>
        <StatusText tone={tone}>{label}</StatusText>
        <span className="numbers">{countText(connection.assetCount, 'asset')}</span>
        {connection.skippedCount > 0 && <span className="numbers">{numberText(connection.skippedCount)} skipped</span>}
      </p>
      {activeSync && <SyncBar run={activeSync} label={`Sync of ${connection.name}`} />}
      {!activeSync && lastSync && <p className={classes.last}>{lastSyncText(lastSync)}</p>}
      <Actions connection={connection} onPreview={onPreview} />
    </article>
  );
}

function Actions({ connection, onPreview }: Props) {
  const canEdit = useCanEdit();
  const { activeSync, health, id } = connection;
  if (!canEdit) return null;
  return (
    <div className={classes.actions}>
      {activeSync?.state === 'HELD' && (
        <Button component={Link} href={`/connections/${id}`} size="xs">
          Answer
        </Button>
      )}
      {activeSync && <CancelSync key={activeSync.id} runId={activeSync.id} />}
      {!activeSync && health.indicator === 'GREEN_HEART' && (
        <Button size="xs" onClick={onPreview}>
          Sync …
        </Button>
      )}
      {!activeSync && health.indicator !== 'GREEN_HEART' && (
        <Button component={Link} href={`/connections/${id}/setup`} size="xs">
          {health.indicator === 'UNCHECKED' ? 'Finish the setup' : 'See the fix'}
        </Button>
      )}
    </div>
  );
}
