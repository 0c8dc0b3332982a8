import { useMutation } from '@apollo/client/react';
import { ReportBrokenLinkDocument } from '../../api/operations.generated.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useProblem } from '../../ui/use-problem.ts';
import classes from './asset-panel.module.css';

/** Has the next sync read a file, which would otherwise be in its turn after many syncs. A viewer may report too. */
export function ReportFile({ assetId }: { assetId: string }) {
  const [report, { loading, data }] = useMutation(ReportBrokenLinkDocument);
  const { problem, run } = useProblem();
  const send = () => run(async () => (await report({ variables: { assetId } })).data?.reportBrokenLink);
  const isReported = data?.reportBrokenLink.__typename === 'BrokenLinkReported';
  return (
    <div className={classes.report}>
      <ActionButton size="compact-sm" variant="default" loading={loading} onClick={() => void send()}>
        Report this file
      </ActionButton>
      <span role="status">{isReported && 'Reported. The next sync reads this file again.'}</span>
      {problem && <p role="alert">{problem.message}</p>}
    </div>
  );
}
