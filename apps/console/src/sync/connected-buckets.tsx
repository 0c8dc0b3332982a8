import { Anchor, Button } from '@mantine/core';
import { IconChevronDown, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ConnectionPartsFragment, RunPartsFragment } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { Dropdown } from '../ui/dialogs/dropdown.tsx';
import { Heart } from '../ui/status/heart.tsx';
import { ConnectedBucket } from './connected-bucket.tsx';
import classes from './connected-buckets.module.css';
import { PreviewOpener } from './preview/preview-opener.tsx';

interface Props {
  datasetId: string;
  connections: readonly ConnectionPartsFragment[];
}

/** The dropdown at the top right of the Explorer: each connected bucket, its health and its current activity. */
export function ConnectedBuckets({ datasetId, connections }: Props) {
  const canEdit = useCanEdit();
  const [previewed, setPreviewed] = useState<ConnectionPartsFragment>();
  const first = mostNotable(connections);
  const connect = canEdit && (
    <Button
      component={Link}
      href={`/datasets/${datasetId}/connect`}
      variant={first ? 'subtle' : 'filled'}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {first ? 'Connect another bucket' : 'Connect a bucket'}
    </Button>
  );
  if (!first) return connect;
  return (
    <>
      <Dropdown
        width="min(26rem, calc(100vw - 2rem))"
        className={classes.dropdown}
        button={(toggle) => (
          <Button variant="default" onClick={toggle} className={classes.target}>
            <Heart indicator={first.health.indicator} isBare />
            <span className={classes.targetName} title={first.bucketName}>
              {first.bucketName}
            </span>
            {connections.length > 1 && <span className={classes.more}>+{connections.length - 1}</span>}
            {first.activeSync && <TargetProgress run={first.activeSync} />}
            <IconChevronDown size={16} aria-hidden />
          </Button>
        )}
      >
        {(close) => (
          <>
            <ul className={classes.list}>
              {connections.map((connection) => (
                <li key={connection.id}>
                  <ConnectedBucket
                    connection={connection}
                    onPreview={() => {
                      close();
                      setPreviewed(connection);
                    }}
                  />
                </li>
              ))}
            </ul>
            <div className={classes.foot}>
              {connect}
              <Anchor component={Link} href="/connections" fz="sm">
                Connection Manager
              </Anchor>
            </div>
          </>
        )}
      </Dropdown>
      <PreviewOpener connection={previewed} onClose={() => setPreviewed(undefined)} />
    </>
  );
}

/** A connection that is busy comes first, then an unhealthy one, then the one with the most assets. */
function mostNotable(connections: readonly ConnectionPartsFragment[]): ConnectionPartsFragment | undefined {
  const busy = connections.find(({ activeSync }) => activeSync);
  const broken = connections.find(({ health }) => health.indicator === 'BROKEN_HEART');
  return busy ?? broken ?? connections.toSorted((one, other) => other.assetCount - one.assetCount)[0];
}

/** A short form of the progress bar, shown while the dropdown is closed. */
function TargetProgress({ run: { state, progress } }: { run: RunPartsFragment }) {
  if (state === 'HELD') return <span className={classes.targetQuestion}>asks you</span>;
  const { fraction } = progress;
  return (
    <span className={classes.targetProgress}>{fraction === null ? 'syncing' : `${Math.floor(fraction * 100)} %`}</span>
  );
}
