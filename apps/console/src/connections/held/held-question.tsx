import { useMutation, useQuery } from '@apollo/client/react';
import { Group } from '@mantine/core';
import type { ConnectionQuery, RemovalDecision } from '../../api/operations.generated.ts';
import { ConnectionDocument, DecideRemovalsDocument, HeldRunDocument } from '../../api/operations.generated.ts';
import { useCanEdit } from '../../auth/session-context.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Notice } from '../../ui/page/notice.tsx';
import { ReadFailure } from '../../ui/page/states.tsx';
import { countText } from '../../ui/text/text.ts';
import { useProblem } from '../../ui/use-problem.ts';
import type { Connection } from '../connection.ts';
import { LostAssets } from './lost-assets.tsx';

type HeldRun = NonNullable<NonNullable<ConnectionQuery['bucketConnection']>['activeSync']>;

/** A held run: so many files are missing or invalid that a person decides whether their assets are removed. */
export default function HeldQuestion({ run, connection }: { run: HeldRun; connection: Connection }) {
  const canEdit = useCanEdit();
  const [decide, { loading }] = useMutation(DecideRemovalsDocument, { refetchQueries: [ConnectionDocument] });
  const { problem, run: attempt } = useProblem();
  // Read when the question appears, because the run was first read before it was held.
  const result = useQuery(HeldRunDocument, {
    variables: { id: run.id },
    fetchPolicy: 'network-only',
  });
  const missing = result.data?.syncRun?.missing;
  const count = missing?.count ?? 0;
  const unfitCount = missing?.unfitCount ?? 0;
  const lost = [
    count > unfitCount && `${countText(count - unfitCount, 'file is', 'files are')} no longer in the bucket`,
    unfitCount > 0 && `${countText(unfitCount, 'file no longer fits', 'files no longer fit')}`,
  ];
  const answer = (decision: RemovalDecision) =>
    attempt(async () => (await decide({ variables: { runId: run.id, decision } })).data?.decideRemovals);
  return (
    <Notice
      kind="warning"
      title={missing ? `${lost.filter(Boolean).join(', ')}. Remove their assets?` : 'Many files are missing or unfit'}
    >
      <p>
        The sync has stored everything else, and waits. So many at once are often a mistake: a deleted folder, a
        lifecycle rule, a revoked permission, or a program that overwrote the files. Of the unchanged files a sync reads
        only a sample: if some of them can no longer be read, many others probably cannot either.
      </p>
      {missing && missing.keys.length > 0 && <LostAssets connection={connection} missing={missing} />}
      <ReadFailure what="The list of files" result={result} />
      {problem && <p role="alert">{problem.message}</p>}
      {!canEdit && <p>An editor of your organization answers this.</p>}
      {canEdit && missing && (
        <Group mt="sm" gap="sm">
          <ActionButton size="sm" variant="default" loading={loading} onClick={() => void answer('KEEP')}>
            Keep them: ask again next time
          </ActionButton>
          <ActionButton size="sm" color="red" loading={loading} onClick={() => void answer('REMOVE')}>
            Remove {countText(count, 'asset')}
          </ActionButton>
        </Group>
      )}
    </Notice>
  );
}
