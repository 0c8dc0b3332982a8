import { Button } from '@mantine/core';
import { IconPhoto, IconPlugConnected } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ExplorerQuery } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { SyncBar } from '../sync/sync-bar.tsx';
import { EmptyState } from '../ui/page/states.tsx';
import { countText } from '../ui/text/text.ts';
import classes from './explorer-page.module.css';

type Dataset = NonNullable<ExplorerQuery['dataset']>;
type Connection = Dataset['bucketConnections'][number];

interface Props {
  dataset: Dataset;
  skippedCount: number;
  onPreview: (connection: Connection) => void;
}

/** Why a dataset is empty, and the one thing to do next. */
export default function NoAssets({ dataset, skippedCount, onPreview }: Props) {
  const canEdit = useCanEdit();
  const connections = dataset.bucketConnections;
  const next = connections.find(({ activeSync }) => activeSync) ?? connections.find(isHealthy) ?? connections[0];
  if (!next) {
    return (
      <EmptyState
        icon={<IconPlugConnected size={30} />}
        title="Connect a bucket to fill this dataset"
        action={canEdit && <LinkButton href={`/datasets/${dataset.id}/connect`}>Connect a bucket</LinkButton>}
      >
        Your files stay in your S3 bucket. You create a read-only role, and its images and videos appear here.
      </EmptyState>
    );
  }
  const preview = <Button onClick={() => onPreview(next)}>Preview Files to Sync</Button>;
  const { title, text, action, isForViewers } = nextStep(dataset, next, skippedCount, preview);
  return (
    <EmptyState icon={<IconPhoto size={30} />} title={title} action={(canEdit || isForViewers) && action}>
      {text}
    </EmptyState>
  );
}

const isHealthy = ({ health }: Connection) => health.indicator === 'GREEN_HEART';

interface Step {
  title: string;
  text: string;
  action?: ReactNode;
  isForViewers?: boolean;
}

function nextStep(dataset: Dataset, connection: Connection, skippedCount: number, preview: ReactNode): Step {
  const { id, activeSync, health, lastSync } = connection;
  if (activeSync?.state === 'HELD') {
    const action = <LinkButton href={`/connections/${id}`}>See the question</LinkButton>;
    return { title: 'No assets yet', text: 'The sync waits for an answer.', action, isForViewers: true };
  }
  if (activeSync) {
    const text = 'The sync is reading your bucket. You can close this page; it goes on.';
    const action = (
      <div className={classes.progress}>
        <SyncBar run={activeSync} label={`Sync of ${connection.name}`} />
      </div>
    );
    return { title: 'The first files arrive in a moment', text, action, isForViewers: true };
  }
  if (health.indicator === 'UNCHECKED') {
    const action = <LinkButton href={`/connections/${id}/setup`}>Finish the setup</LinkButton>;
    return { title: 'The bucket is not connected yet', text: 'Some steps of its setup are left.', action };
  }
  if (health.indicator === 'BROKEN_HEART') {
    const action = <LinkButton href={`/connections/${id}`}>See the fix</LinkButton>;
    const text = 'AWS refuses what a sync needs. The page of the connection says what, and how to fix it.';
    return { title: 'The connection is broken', text, action, isForViewers: true };
  }
  if (skippedCount > 0) {
    const action = <LinkButton href={`/datasets/${dataset.id}/skipped`}>See the skipped files</LinkButton>;
    const text = `${countText(skippedCount, 'file was', 'files were')} skipped. The list says why, and how to fix it.`;
    return { title: 'No file fits yet', text, action, isForViewers: true };
  }
  const text = lastSync
    ? 'The last sync found no image and no video. See what the next one would bring.'
    : 'The bucket is connected. See which files a sync would bring, then start it.';
  return { title: 'No assets yet', text, action: preview };
}

function LinkButton({ href, children }: { href: string; children: string }) {
  return (
    <Button component={Link} href={href}>
      {children}
    </Button>
  );
}
