import { useMutation, useQuery } from '@apollo/client/react';
import { Anchor, Title } from '@mantine/core';
import { Link } from 'wouter';
import { CheckConnectionDocument, HealthHistoryDocument } from '../api/operations.generated.ts';
import { useCanEdit } from '../auth/session-context.tsx';
import { HealthPanel } from '../health/health-panel.tsx';
import { CAUSES } from '../health/probe-words.ts';
import card from '../ui/card.module.css';
import { Notice } from '../ui/page/notice.tsx';
import { LoadingLines, ReadFailure } from '../ui/page/states.tsx';
import { Heart } from '../ui/status/heart.tsx';
import { agoText, dateTimeText } from '../ui/text/text.ts';
import { useProblem } from '../ui/use-problem.ts';
import type { Connection } from './connection.ts';
import classes from './connections.module.css';

const CHECKS = 30;

/** The current health, and the earlier checks. */
export function HealthTab({ connection }: { connection: Connection }) {
  const canEdit = useCanEdit();
  const [check, { loading }] = useMutation(CheckConnectionDocument, { refetchQueries: [HealthHistoryDocument] });
  const { problem, run } = useProblem();
  const { id, roleArn, health, overlaps } = connection;
  const retry = () => run(async () => (await check({ variables: { id } })).data?.checkBucketConnection);
  return (
    <div className={classes.columns} data-first-larger>
      <div>
        {overlaps.length > 0 && (
          <Notice kind="warning" title="Other connections of this dataset share files with this one">
            {overlaps.map(({ id: other, name }) => (
              <Anchor key={other} component={Link} href={`/connections/${other}`} fz="sm" mr="sm">
                <bdi>{name}</bdi>
              </Anchor>
            ))}
          </Notice>
        )}
        {problem && (
          <Notice kind="problem" title="The check did not run">
            {problem.message}
          </Notice>
        )}
        {health.indicator === 'UNCHECKED' && roleArn === null ? (
          <Notice kind="info" title="Not checked yet">
            The setup of this connection is not finished.
          </Notice>
        ) : (
          <HealthPanel
            health={health}
            setup={connection}
            onRetry={canEdit && roleArn !== null ? () => void retry() : undefined}
            isChecking={loading}
          />
        )}
      </div>
      <section className={card.card}>
        <Title order={2}>Checks so far</Title>
        <History connectionId={id} />
      </section>
    </div>
  );
}

function History({ connectionId }: { connectionId: string }) {
  const result = useQuery(HealthHistoryDocument, {
    variables: { id: connectionId, first: CHECKS },
    fetchPolicy: 'cache-and-network',
  });
  const { data, error } = result;
  const checks = data?.bucketConnection?.healthHistory;
  const failure = <ReadFailure what="The history" result={result} />;
  if (!checks) return error ? failure : <LoadingLines label="Loading the history" height={28} />;
  if (checks.length === 0) return <p>No check yet. Every connection is checked once a day.</p>;
  return (
    <>
      {failure}
      <div className={classes.beats} aria-hidden>
        {[...checks].reverse().map(({ checkedAt, indicator }, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two checks may have ended in the same millisecond
          <span key={`${checkedAt} ${n}`} data-indicator={indicator} />
        ))}
      </div>
      <ol className={classes.history}>
        {checks.slice(0, 10).map(({ checkedAt, indicator, cause }, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <li key={`${checkedAt} ${n}`}>
            <Heart indicator={indicator} isBare />
            <span>{cause ? CAUSES[cause] : 'Healthy'}</span>
            {checkedAt && (
              <time dateTime={checkedAt} title={dateTimeText(checkedAt)}>
                {agoText(checkedAt)}
              </time>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
