import { Button } from '@mantine/core';
import { IconPhoto, IconPlugConnected } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { ExplorerQuery } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { EmptyState } from '../ui/page/states.tsx';

type Dataset = NonNullable<ExplorerQuery['dataset']>;

/** Why a dataset is empty, and what to do. */
export function NoAssets({ dataset, skippedCount }: { dataset: Dataset; skippedCount: number }) {
  const canEdit = useCanEdit();
  const isSyncing = dataset.bucketConnections.some(({ activeSync }) => activeSync);
  if (dataset.bucketConnections.length === 0) {
    return (
      <EmptyState
        icon={<IconPlugConnected size={30} />}
        title="Connect a bucket to fill this dataset"
        action={
          canEdit && (
            <Button component={Link} href={`/datasets/${dataset.id}/connect`}>
              Connect a bucket
            </Button>
          )
        }
      >
        Your files stay in your S3 bucket. You create a read-only role, and its images and videos appear here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconPhoto size={30} />}
      title={isSyncing ? 'The first files arrive in a moment' : 'No assets yet'}
    >
      {emptyReason(isSyncing, skippedCount)}
    </EmptyState>
  );
}

function emptyReason(isSyncing: boolean, skippedCount: number): string {
  if (isSyncing) return 'The sync is reading your bucket. You can close this page; it goes on.';
  if (skippedCount > 0)
    return 'Every file was skipped so far. The list of skipped files says why, and how to fix each.';
  return 'Open the connected bucket at the top right to see what a sync would bring, and to start one.';
}
