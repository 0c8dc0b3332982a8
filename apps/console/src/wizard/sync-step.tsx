import { Button } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { keyOf } from '../patterns/typed-patterns.ts';
import { WhichFiles } from '../patterns/which-files.tsx';
import { StartedDialog } from '../sync/preview/started-dialog.tsx';
import { SyncPreview } from '../sync/preview/sync-preview.tsx';
import { Notice } from '../ui/page/notice.tsx';
import type { Setup } from './setup.ts';
import type { StepPath } from './steps.ts';

/** Preview Files to Sync, and Sync Now or Sync Later. */
export default function SyncStep({ setup, go }: { setup: Setup; go: (path: StepPath) => void }) {
  const [hasStarted, setStarted] = useState(false);
  const [isUnsaved, setUnsaved] = useState(false);
  const [, navigate] = useLocation();
  const toDataset = () => navigate(`/datasets/${setup.datasetId}`);
  if (setup.health.indicator !== 'GREEN_HEART') {
    const isChecked = setup.health.indicator === 'BROKEN_HEART';
    return (
      <Notice
        kind="warning"
        title={isChecked ? 'The connection is broken' : 'The connection is not checked yet'}
        action={
          <Button size="xs" onClick={() => go('check')}>
            {isChecked ? 'See the fix' : 'Enter the role'}
          </Button>
        }
      >
        A preview reads the bucket, and needs a green heart.
      </Notice>
    );
  }
  return (
    <>
      <WhichFiles connection={setup} onUnsaved={setUnsaved} />
      {isUnsaved ? (
        <Notice kind="warning" title="Your patterns are not saved yet">
          A sync uses the saved patterns. Save yours, or undo the changes. The preview is then shown here.
        </Notice>
      ) : (
        // Saved patterns need another preview.
        <SyncPreview
          key={keyOf(setup)}
          connectionId={setup.id}
          onBack={() => go('check')}
          onLater={toDataset}
          onStarted={() => setStarted(true)}
        />
      )}
      <StartedDialog opened={hasStarted} onClose={toDataset} />
    </>
  );
}
