import { useMutation } from '@apollo/client/react';
import { IconRefresh } from '@tabler/icons-react';
import { type SkipReason, StartSyncDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/page/notice.tsx';
import { useProblem } from '../ui/use-problem.ts';

interface Props {
  connections: readonly { id: string }[];
  reasons: SkipReason[];
  onStarted: () => void;
}

/** Inspects only the skipped files again. Fixed files are added without a full sync. */
export function SyncAgain({ connections, reasons, onStarted }: Props) {
  const canEdit = useCanEdit();
  const [startSync, { loading }] = useMutation(StartSyncDocument);
  const { problem, run } = useProblem();
  if (!canEdit) return null;

  async function start() {
    for (const { id } of connections) {
      const variables = { connectionId: id, only: reasons };
      if (!(await run(async () => (await startSync({ variables })).data?.startSync))) return;
    }
    onStarted();
  }

  return (
    <>
      <ActionButton
        variant="default"
        loading={loading}
        leftSection={<IconRefresh size={16} aria-hidden />}
        onClick={() => void start()}
      >
        Sync only these again
      </ActionButton>
      {problem && <Notice kind="problem">{problem.message}</Notice>}
    </>
  );
}
