import { useMutation } from '@apollo/client/react';
import { Anchor } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { type SkippedOverviewQuery, type SkipReason, StartSyncDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { RemedyText } from '../ui/text/remedy-text.tsx';
import { outcomeOf } from '../ui/use-problem.ts';
import classes from './skipped.module.css';

type Connection = NonNullable<SkippedOverviewQuery['dataset']>['bucketConnections'][number];

interface Props {
  /** Those that have skipped files. */
  connections: readonly Connection[];
  reasons: SkipReason[];
  onStarted: () => void;
}

/** A connection whose files are not read again, and why. */
interface Refused {
  id: string;
  name: string;
  reason: string;
}

/**
 * Inspects only the skipped files again. Fixed files are added without a full sync. A connection that cannot be synced
 * does not keep the others from it.
 */
export function SyncAgain({ connections, reasons, onStarted }: Props) {
  const canEdit = useCanEdit();
  const [startSync] = useMutation(StartSyncDocument);
  const [isStarting, setStarting] = useState(false);
  const [refused, setRefused] = useState<Refused[]>([]);
  if (!canEdit) return null;

  async function start() {
    setStarting(true);
    const found: Refused[] = [];
    for (const { id, name, health } of connections) {
      if (health.indicator !== 'GREEN_HEART') {
        found.push({ id, name, reason: 'It is not healthy. Its page says how to fix it.' });
        continue;
      }
      const variables = { connectionId: id, only: reasons };
      const { problem } = await outcomeOf(async () => (await startSync({ variables })).data?.startSync);
      if (problem) found.push({ id, name, reason: problem.message });
    }
    setRefused(found);
    setStarting(false);
    if (found.length < connections.length) onStarted();
  }

  return (
    <>
      <ActionButton
        variant="default"
        loading={isStarting}
        leftSection={<IconRefresh size={16} aria-hidden />}
        onClick={() => void start()}
      >
        Sync only these again
      </ActionButton>
      {refused.map(({ id, name, reason }) => (
        <div key={id} className={classes.refused}>
          <Notice
            kind="problem"
            title={
              <>
                <bdi>{name}</bdi> is not synced
              </>
            }
            action={
              <Anchor component={Link} href={`/connections/${id}`} fz="sm">
                See the connection
              </Anchor>
            }
          >
            <RemedyText text={reason} />
          </Notice>
        </div>
      ))}
    </>
  );
}
