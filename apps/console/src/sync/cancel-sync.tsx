import { useMutation } from '@apollo/client/react';
import { CancelSyncDocument } from '../api/operations.generated.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useProblem } from '../ui/use-problem.ts';
import classes from './connected-buckets.module.css';

/** Ends a sync. What it has already stored stays. */
export function CancelSync({ runId }: { runId: string }) {
  const [cancelSync, { loading }] = useMutation(CancelSyncDocument);
  const { problem, run } = useProblem();
  const cancel = () => run(async () => (await cancelSync({ variables: { runId } })).data?.cancelSync);
  return (
    <>
      <ActionButton size="xs" variant="default" loading={loading} onClick={() => void cancel()}>
        Cancel sync
      </ActionButton>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem.message}
        </p>
      )}
    </>
  );
}
